import type { Identity } from "./git-repository.ts";
import { type Repository, stamp, type World } from "./world.ts";

export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Who asks; GitHub writes itself as committer of what it makes. */
  readonly login: string;
  readonly author?: Partial<Identity>;
  readonly committer?: Partial<Identity>;
  /** GitHub signs what an app makes, as long as the app names neither author nor committer. */
  readonly sign: boolean;
}

export async function makeCommit(
  world: World,
  repository: Repository,
  request: CommitRequest,
): Promise<string> {
  const self: Identity = {
    name: request.login,
    email: `${request.login}@users.noreply.github.com`,
    date: stamp(world.now()),
  };
  const author = { ...self, ...request.author };
  const github: Identity = { name: "GitHub", email: "noreply@github.com", date: self.date };
  const committer = request.sign ? github : { ...author, ...request.committer };
  const { tree, parents, message } = request;
  const sha = await repository.git.writeCommit({ tree, parents, message, author, committer });
  if (request.sign) repository.verified.add(sha);
  return sha;
}
