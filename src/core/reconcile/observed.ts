import type { ChangeRecord, Instant, RecordedSetting, Silence } from "../model/index.ts";

/** What should be proposed now. */
export interface Desired {
  readonly settings: readonly RecordedSetting[];
  /** End of the evidence, RFC 3339: the same evidence twice is one evaluation. */
  readonly evidenceUntil: string;
}

/** What the code host shows of this change. */
export interface Observed {
  readonly branch: ObservedBranch | null;
  /** Newest first. */
  readonly pullRequests: readonly ObservedPullRequest[];
  /** Of the open one; `null` where there is none. */
  readonly review: ObservedReview | null;
}

export interface ObservedBranch {
  readonly commit: string;
  readonly tree: string;
  /** That commit is one of ours, exactly as it was made. */
  readonly untouched: boolean;
  /** On top of a commit of ours there are only merges of the base branch that the host made. */
  readonly onlyMerged: boolean;
}

export interface ObservedPullRequest {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  readonly headCommit: string;
  /** What its body remembers, or else its commit; `null` if neither is readable. */
  readonly record: ChangeRecord | null;
  readonly labels: readonly string[];
  /** What people said of single settings of it, whatever became of it. */
  readonly silences: readonly Silence[];
  /** When it was closed or merged. */
  readonly endedAt: Instant | null;
}

export interface ObservedReview {
  readonly isApproved: boolean;
  readonly isQueued: boolean;
  readonly hasConflict: boolean | null;
}
