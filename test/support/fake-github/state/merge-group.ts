import { makeCommit } from "./commits.ts";
import { mergeTrees } from "./git-history.ts";
import type { Pull } from "./pull.ts";
import { moveReferences } from "./references.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

/** What a branch will be once the queue has merged; checks run on it. */
export interface MergeGroup {
  readonly head: string;
  /** `refs/heads/gh-readonly-queue/main/pr-7-<base>` */
  readonly ref: string;
  readonly base: string;
  readonly branch: string;
  readonly at: string;
}

/** Throws where the pull request conflicts. */
export async function buildMergeGroup(world: World, repository: Repository, pull: Pull): Promise<MergeGroup> {
  const { git } = repository;
  const base = await git.readRef(`refs/heads/${pull.baseRef}`);
  const tree = base === null ? null : await mergeTrees(git, base, pull.headSha);
  if (base === null || tree === null) throw new Error(`#${pull.number} cannot be merged`);
  const login = "github-merge-queue[bot]";
  const message = `Merge pull request #${pull.number}`;
  const order = { tree, parents: [base, pull.headSha], message, login, sign: true };
  const head = await makeCommit(world, repository, order);
  const ref = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${pull.number}-${base}`;
  await moveReferences(world, repository, [{ ref, to: head }], login);
  const group = { head, ref, base, branch: pull.baseRef, at: stamp(world.now()) };
  happen(world, { event: "merge_group", action: "checks_requested", repository, group, sender: login });
  return group;
}
