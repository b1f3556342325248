import type { Issue, Reaction } from "./issue.ts";

export interface Pull extends Issue {
  readonly headRef: string;
  /** Who owns the fork that the branch lives in; null: it lives here. */
  readonly fork: string | null;
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
  editedAt: string | null;
}

/** What is said on a line of the diff. */
export interface ReviewComment {
  readonly id: number;
  readonly pull: number;
  readonly review: number;
  readonly author: string;
  readonly path: string;
  readonly line: number;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}
