import { findRepository, type Repository, repositoryById, type World } from "../state/world.ts";
import type { Reply } from "./reply.ts";

// No owner can be called so: `/repositories/{id}/...` is routed as `/repos/{owner}/{repo}/...` with this owner.
const byId = ":id";

/** `/repositories/7/branches` as the router knows it; other paths as they are. */
export function routedPath(path: string): string {
  return path.replace(/^\/repositories\/(\d+)(?=\/|$)/, `/repos/${byId}/$1`);
}

export interface Addressed {
  readonly repository: Repository;
  /** Asked for by a name that it had before a rename. */
  readonly isFormerName: boolean;
}

/** A repository by its id, its name in any letter case, or a name that it had and that no other has taken. */
export function addressed(world: World, owner: string, name: string): Addressed | null {
  const current = owner === byId ? repositoryById(world, Number(name)) : findRepository(world, owner, name);
  if (current !== undefined) return { repository: current, isFormerName: false };
  const id = world.formerNames.get(`${owner}/${name}`.toLowerCase());
  const renamed = id === undefined ? undefined : repositoryById(world, id);
  return renamed === undefined ? null : { repository: renamed, isFormerName: true };
}

/** GitHub sends whoever uses a former name to the address by id: 301 for reads, 307 keeps a write a write. */
export function movedTo(
  repository: Repository,
  request: { readonly method: string; readonly path: string; readonly url: URL; readonly apiUrl: string },
): Reply {
  const rest = request.path.replace(/^\/repos\/[^/]+\/[^/]+/, "") + request.url.search;
  const location = `${request.apiUrl}/repositories/${repository.id}${rest}`;
  const isRead = request.method === "GET" || request.method === "HEAD";
  const message = isRead ? "Moved Permanently" : "Temporary Redirect";
  const body = { message, url: location, documentation_url: "https://docs.github.com/rest" };
  return { status: isRead ? 301 : 307, headers: { location }, body };
}
