import type { Issue } from "./issue.ts";

export interface Pull extends Issue {
  readonly headRef: string;
  baseRef: string;
  headSha: string;
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeCommit: string | null;
  readonly reviews: Review[];
  /** Logins of people who were asked to review and have not yet. */
  readonly requestedReviewers: string[];
  autoMerge: AutoMerge | null;
  /** How many polls still answer that it is unknown whether it conflicts. */
  mergeablePolls: number;
}

export type MergeMethod = "merge" | "squash" | "rebase";

export interface AutoMerge {
  readonly by: string;
  readonly method: MergeMethod;
  readonly at: string;
  readonly title: string | null;
  readonly message: string | null;
}

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";

export interface Review {
  readonly id: number;
  readonly author: string;
  body: string;
  state: ReviewState;
  commit: string;
  submittedAt: string | null;
}
