import { canSee } from "../http/actor.ts";
import { checkPermission } from "../http/permissions.ts";
import { Refused } from "../http/reply.ts";
import type { Call } from "../http/router.ts";
import { pullOf, repositoryIdOf } from "../json/node-id.ts";
import type { Pull } from "../state/pull.ts";
import { type Repository, repositoryById } from "../state/world.ts";
import { graphqlError } from "./errors.ts";
import { unresolved } from "./queries.ts";

export interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string };
}

export function repositoryOf(call: Call, id: string): Repository {
  const number = repositoryIdOf(id);
  const repository = number === null ? undefined : repositoryById(call.world, number);
  if (repository === undefined || !canSee(call.actor, repository)) throw unresolved(id);
  return repository;
}

export function pullBy(
  call: Call,
  mutation: string,
  id: string,
): { readonly repository: Repository; readonly pull: Pull } {
  const where = pullOf(id);
  const repository = where === null ? undefined : repositoryById(call.world, where.repository);
  const pull = where === null ? undefined : repository?.pulls.get(where.number);
  if (repository === undefined || pull === undefined || pull.resolveLag.hides()) throw unresolved(id);
  return { repository: writable(call, mutation, repository), pull };
}

export function writable(call: Call, mutation: string, repository: Repository | undefined): Repository {
  if (repository === undefined || !canSee(call.actor, repository)) throw unresolved("repository");
  try {
    checkPermission(call.actor, `mutation ${mutation}`);
  } catch (error) {
    if (error instanceof Refused) throw graphqlError("FORBIDDEN", error.message);
    throw error;
  }
  if (repository.archived) {
    throw graphqlError("FORBIDDEN", "Repository was archived so is read-only.");
  }
  return repository;
}

/** Throws GitHub's refusal, if there is one. */
export function unlessRefused(refusal: string | null): void {
  if (refusal !== null) throw graphqlError("UNPROCESSABLE", refusal);
}
