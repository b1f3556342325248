import { commitOn, type FileContent } from "./commit-files.ts";
import type { Pull } from "./pull.ts";
import { addPull } from "./pulls.ts";
import { happen, type Repository, type World } from "./world.ts";

export interface ForkPullDraft {
  readonly owner: string;
  readonly branch: string;
  readonly title: string;
  readonly files: Readonly<Record<string, FileContent | null>>;
}

/** A pull request whose branch lives in somebody's fork. Its commits can be read here, as they can on GitHub. */
export async function openForkPull(
  world: World,
  repository: Repository,
  draft: ForkPullDraft,
): Promise<Pull> {
  const { owner, branch, title, files } = draft;
  const base = await repository.git.readRef(`refs/heads/${repository.defaultBranch}`);
  if (base === null) throw new Error("the default branch is empty");
  const head = await commitOn(world, repository, base, { files, message: title, author: owner });
  return addPull(world, repository, {
    ...{ author: owner, headRef: branch, fork: owner, baseRef: repository.defaultBranch },
    ...{ headSha: head, baseSha: base, title, body: null, draft: false },
  });
}

export async function pushToForkPull(
  world: World,
  repository: Repository,
  pull: Pull,
  files: ForkPullDraft["files"],
): Promise<void> {
  const before = pull.headSha;
  const sender = pull.fork ?? pull.author;
  const after = await commitOn(world, repository, before, { files, message: "More", author: sender });
  pull.headSha = after;
  const action = "synchronize";
  happen(world, { event: "pull_request", action, repository, pull, before, after, sender });
}
