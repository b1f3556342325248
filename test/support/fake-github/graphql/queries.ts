import { canSee, loginOf } from "../http/actor.ts";
import type { Call } from "../http/router.ts";
import { pullOf, repositoryIdOf } from "../json/node-id.ts";
import { findRepository, repositoryById } from "../state/world.ts";
import { graphqlError } from "./errors.ts";
import { pullNode, repositoryNode, userNode } from "./nodes.ts";

export const queries = {
  id: () => "Q_1",

  repository(args: { owner: string; name: string }, call: Call) {
    const found = findRepository(call.world, args.owner, args.name);
    if (found === undefined || !canSee(call.actor, found)) {
      const name = `${args.owner}/${args.name}`;
      throw graphqlError("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
    }
    return repositoryNode(call, found);
  },

  node(args: { id: string }, call: Call) {
    const pull = pullOf(args.id);
    const id = pull?.repository ?? repositoryIdOf(args.id);
    const repository = id === null ? undefined : repositoryById(call.world, id);
    if (repository === undefined || !canSee(call.actor, repository)) throw unresolved(args.id);
    if (pull === null) return repositoryNode(call, repository);
    const found = repository.pulls.get(pull.number);
    if (found === undefined) throw unresolved(args.id);
    return pullNode(call, repository, found);
  },

  viewer(_: unknown, call: Call) {
    return userNode(loginOf(call.actor));
  },

  rateLimit(_: unknown, call: Call) {
    const limit = call.world.limits.perHour;
    return {
      limit,
      remaining: limit,
      used: 0,
      cost: 1,
      nodeCount: 0,
      resetAt: call.world.now().toISOString(),
    };
  },
};

export function unresolved(id: string) {
  return graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}
