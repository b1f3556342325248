import { makeCommit } from "./commits.ts";
import { distance, mergeTrees } from "./git-history.ts";
import type { Pull } from "./pull.ts";
import { moveReferences } from "./references.ts";
import type { Repository, World } from "./world.ts";

/** Merges the base into the head, as the button does; GitHub's refusal, or null when it is done. */
export async function updateBranch(
  world: World,
  repository: Repository,
  pull: Pull,
  order: { readonly by: string; readonly expectedHead: string | undefined },
): Promise<string | null> {
  const { git } = repository;
  const base = await git.readRef(`refs/heads/${pull.baseRef}`);
  if (order.expectedHead !== undefined && order.expectedHead !== pull.headSha) {
    return "expected head sha didn’t match current head ref.";
  }
  if (base === null || (await distance(git, base, pull.headSha)).behind === 0) {
    return "There are no new commits on the base branch.";
  }
  const tree = await mergeTrees(git, base, pull.headSha);
  if (tree === null) return "merge conflict between base and head";
  const merge = await makeCommit(world, repository, {
    tree,
    parents: [pull.headSha, base],
    message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
    login: order.by,
    sign: true,
  });
  const move = { ref: `refs/heads/${pull.headRef}`, from: pull.headSha, to: merge };
  const isMoved = await moveReferences(world, repository, [move], order.by);
  return isMoved ? null : "expected head sha didn’t match current head ref.";
}
