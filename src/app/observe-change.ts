import type { ChangeRecord, Seal, WorkloadRef } from "../core/model/index.ts";
import { isUntouched, readCommitMessage, rollbackId } from "../core/propose/index.ts";
import type { MergedRollback, Observed, ObservedBranch } from "../core/reconcile/index.ts";
import { readMetadata, readSilences } from "../core/record/index.ts";
import type {
  BranchCommit,
  BranchTip,
  CodeHost,
  PullRequest,
  PullRequestReview,
} from "../ports/code-host.ts";

/** One change, its branch, and what reads and signs its record. */
export interface Subject {
  readonly id: string;
  readonly workload: WorkloadRef;
  readonly branch: string;
  readonly baseBranch: string;
  readonly seal: Seal | null;
}

/** What the code host shows of a change, in the words of the decision, and as it is. */
export interface Sight extends Observed {
  readonly open: PullRequest | null;
  readonly review: PullRequestReview | null;
  /** Rollbacks of it that were merged, newest first. */
  readonly rollbacks: readonly MergedRollback[];
}

/** Where a look goes: the code host itself, or what was seen of it a moment ago. */
export type Looks = Pick<CodeHost, "branch" | "pullRequests" | "commitAt" | "commitsBetween" | "review">;

/** Looks at the branch of a change, its pull requests, and the reviews of the open one. */
export async function observeChange(host: Looks, subject: Subject): Promise<Sight> {
  const { id, branch, baseBranch, seal } = subject;
  const tip = await host.branch(branch);
  const pullRequests = await host.pullRequests(branch);
  const seen = await Promise.all(
    pullRequests.map(async (pullRequest) => {
      const { number, state, headCommit, labels, endedAt } = pullRequest;
      return {
        ...{ number, state, headCommit, labels, endedAt },
        record: await recordOf(host, pullRequest, tip, subject),
        silences: readSilences(pullRequest.body, number, seal),
      };
    }),
  );
  const open = pullRequests.find(({ state }) => state === "open") ?? null;
  const isTouched = tip !== null && open !== null && !isUntouched(id, tip);
  const commits = isTouched ? await host.commitsBetween(baseBranch, branch) : [];
  return {
    branch: tip === null ? null : branchOf(id, tip, commits),
    pullRequests: seen,
    open,
    review: open === null ? null : await host.review(open.number),
    rollbacks: pullRequests.some(({ state }) => state === "merged") ? await rollbacksOf(host, subject) : [],
  };
}

async function rollbacksOf(host: Looks, { branch, seal }: Subject): Promise<readonly MergedRollback[]> {
  const pullRequests = await host.pullRequests(rollbackId(branch));
  return pullRequests.flatMap(({ state, body, labels, endedAt: at }) => {
    const record = state === "merged" ? readMetadata(body, seal) : null;
    if (record?.rollback === undefined || at === null) return [];
    const { of, coolsSeconds } = record.rollback;
    return [{ of, at, labels, settings: record.settings, coolsSeconds }];
  });
}

/**
 * What a pull request proposed: by its body, or where the body does not tell (any more), or not with our signature, by
 * its commit.
 */
async function recordOf(
  host: Looks,
  { body, headCommit }: PullRequest,
  tip: BranchTip | null,
  { id, workload, seal }: Subject,
): Promise<ChangeRecord | null> {
  const record = readMetadata(body, seal);
  // A body that was copied from another pull request remembers another change.
  if (record?.id === id) return record;
  const commit = tip?.commit === headCommit ? tip : await host.commitAt(headCommit);
  return commit === null ? null : readCommitMessage(id, workload, commit);
}

function branchOf(id: string, tip: BranchTip, commits: readonly BranchCommit[]): ObservedBranch {
  const { commit, tree } = tip;
  return { commit, tree, untouched: isUntouched(id, tip), onlyMerged: isOnlyMerged(id, commits) };
}

/**
 * One commit of ours and then only merges of the base branch that the host made: two parents, of which the first is in
 * the branch alone and the second in the base branch. A conflict that was resolved in the browser looks the same.
 */
function isOnlyMerged(id: string, commits: readonly BranchCommit[]): boolean {
  const [first, ...rest] = commits;
  if (first === undefined || rest.length === 0 || !isUntouched(id, first)) return false;
  const inBranch = new Set(commits.map(({ commit }) => commit));
  return rest.every(({ parents: [own, other, ...more], isByHost }) => {
    const isMerge = own !== undefined && other !== undefined && more.length === 0;
    return isMerge && isByHost && inBranch.has(own) && !inBranch.has(other);
  });
}
