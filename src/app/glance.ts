import { branchPrefixes, followedFor, type Instant, instant, isOwnBranch } from "../core/model/index.ts";
import type { CodeHost, Overview, PullRequest, PullRequestReview } from "../ports/code-host.ts";
import type { Looks } from "./observe-change.ts";

/** What one look at the whole repository shows. It serves to decide that nothing is to be done; who writes looks again. */
export interface Glance {
  /** All of ours that were seen; the ended ones that do not count any more may be missing. */
  readonly pullRequests: readonly PullRequest[];
  readonly open: readonly PullRequest[];
  /** The ended ones that still count against the limits. */
  readonly ended: readonly PullRequest[];
  /** There is a branch of this name. */
  hasBranch(name: string): boolean;
  /** Answers from what was seen. */
  readonly looks: Looks;
}

export async function glanceAt(host: CodeHost, seen: Overview, now: Instant): Promise<Glance> {
  const since = instant(now - followedFor);
  const ours = seen.pullRequests.filter(isOurs);
  const open = seen.isComplete
    ? ours.filter(({ state }) => state === "open")
    : await host.openPullRequests(branchPrefixes);
  const ended = seen.isComplete
    ? ours.filter(({ endedAt }) => endedAt !== null && endedAt >= since)
    : await host.endedPullRequests(branchPrefixes, since);
  const pullRequests = seen.isComplete ? ours : [...open, ...ended];
  return {
    pullRequests,
    open,
    ended,
    hasBranch: (name) => seen.branches.has(name),
    looks: looksAt(host, seen, open),
  };
}

function isOurs({ headBranch }: PullRequest): boolean {
  return isOwnBranch(headBranch);
}

function looksAt(host: CodeHost, seen: Overview, open: readonly PullRequest[]): Looks {
  let reviews: Promise<ReadonlyMap<number, PullRequestReview>> | null = null;
  return {
    commitAt: host.commitAt,
    commitsBetween: host.commitsBetween,
    async branch(name) {
      const commit = seen.branches.get(name);
      return commit === undefined ? null : host.commitAt(commit);
    },
    pullRequests: async (headBranch) =>
      seen.isComplete
        ? seen.pullRequests.filter((pull) => pull.headBranch === headBranch)
        : host.pullRequests(headBranch),
    async review(number) {
      const known = seen.reviews.get(number);
      if (known !== undefined) return known;
      const missing = open.map((pull) => pull.number).filter((each) => !seen.reviews.has(each));
      reviews ??= host.reviews(missing);
      return (await reviews).get(number) ?? host.review(number);
    },
  };
}
