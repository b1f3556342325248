import { makeCommit } from "./commits.ts";
import { mergeTrees } from "./git-history.ts";
import type { Pull } from "./pull.ts";
import { addPull } from "./pulls.ts";
import { moveReferences } from "./references.ts";
import { type Repository, stamp, type World } from "./world.ts";

/** Opens GitHub's revert pull request; null when the revert conflicts or nothing was merged here. */
export async function revertPull(
  world: World,
  repository: Repository,
  pull: Pull,
  order: {
    readonly author: string;
    readonly title?: string | undefined;
    readonly body?: string | undefined;
    readonly draft?: boolean | undefined;
  },
): Promise<Pull | null> {
  const { git } = repository;
  const base = await git.readRef(`refs/heads/${pull.baseRef}`);
  if (pull.mergeCommit === null || base === null) return null;
  const merged = await git.readCommit(pull.mergeCommit);
  const before = await git.readCommit(merged.parents[0] ?? "");
  // git 2.39 merges trees of commits only, so the reverse patch is a synthetic child of the merge.
  const who = { name: order.author, email: "noreply@github.com", date: stamp(world.now()) };
  const undo = await git.writeCommit({
    tree: before.tree,
    parents: [pull.mergeCommit],
    author: who,
    committer: who,
    message: "undo",
  });
  const tree = await mergeTrees(git, base, undo);
  if (tree === null) return null;
  const title = order.title ?? `Revert "${pull.title}"`;
  const message = `${title}\n\nThis reverts commit ${pull.mergeCommit}.`;
  const head = await makeCommit(world, repository, {
    tree,
    parents: [base],
    message,
    login: order.author,
    sign: true,
  });
  const headRef = `revert-${pull.number}-${pull.headRef}`;
  const move = { ref: `refs/heads/${headRef}`, from: null, to: head };
  if (!(await moveReferences(world, repository, [move], order.author))) return null;
  return addPull(world, repository, {
    author: order.author,
    headRef,
    baseRef: pull.baseRef,
    headSha: head,
    baseSha: base,
    title,
    body: order.body ?? `Reverts ${repository.owner}/${repository.name}#${pull.number}`,
    draft: order.draft ?? false,
  });
}
