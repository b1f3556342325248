import { makeCommit } from "./commits.ts";
import { mergeTrees } from "./git-history.ts";
import type { MergeMethod, Pull } from "./pull.ts";
import { markMerged } from "./pulls.ts";
import { moveReferences } from "./references.ts";
import type { Repository, World } from "./world.ts";

/** Merges an open pull request; null when it conflicts or the base moved meanwhile. */
export async function mergePull(
  world: World,
  repository: Repository,
  pull: Pull,
  order: {
    readonly method: MergeMethod;
    readonly by: string;
    readonly title?: string | null;
    readonly message?: string | null;
  },
): Promise<string | null> {
  const ref = `refs/heads/${pull.baseRef}`;
  const base = await repository.git.readRef(ref);
  if (base === null) return null;
  const tree = await mergeTrees(repository.git, base, pull.headSha);
  if (tree === null) return null;
  const head = `${pull.fork ?? repository.owner}/${pull.headRef}`;
  const [title, ...paragraphs] = defaultMessage(pull, head, order.method);
  const message = [order.title ?? title, order.message ?? paragraphs.join("")].filter(Boolean).join("\n\n");
  const parents = order.method === "merge" ? [base, pull.headSha] : [base];
  const commit = await makeCommit(world, repository, {
    tree,
    parents,
    message,
    login: order.by,
    sign: true,
  });
  // Named first: to the base, this is a merge and not a push that happens to contain the head.
  pull.mergeCommit = commit;
  if (!(await moveReferences(world, repository, [{ ref, from: base, to: commit }], order.by))) {
    pull.mergeCommit = null;
    return null;
  }
  markMerged(world, repository, pull, commit, order.by);
  return commit;
}

function defaultMessage(pull: Pull, head: string, method: MergeMethod): readonly string[] {
  return method === "merge"
    ? [`Merge pull request #${pull.number} from ${head}`, pull.title]
    : [`${pull.title} (#${pull.number})`];
}
