import type { CheckRun } from "./check-run.ts";
import type { Comment, Issue } from "./issue.ts";
import type { MergeGroup } from "./merge-group.ts";
import type { Pull, Review, ReviewComment } from "./pull.ts";
import type { Installation, Repository } from "./world.ts";

/** Values that an edit replaced, by field. */
export type Changes = Readonly<Record<string, { readonly from: unknown }>>;

interface InRepository {
  readonly repository: Repository;
  /** Login of whoever did it. */
  readonly sender: string;
}

/** Something that GitHub tells subscribers about. */
export type Happening =
  | (InRepository & {
      readonly event: "issue_comment";
      readonly action: "created" | "edited" | "deleted";
      readonly issue: Issue | Pull;
      readonly comment: Comment;
      readonly changes?: Changes;
    })
  | (InRepository & {
      readonly event: "issues";
      readonly action:
        | "opened"
        | "edited"
        | "closed"
        | "reopened"
        | "labeled"
        | "unlabeled"
        | "pinned"
        | "unpinned";
      readonly issue: Issue;
      readonly label?: string;
      readonly changes?: Changes;
    })
  | (InRepository & {
      readonly event: "pull_request";
      readonly action:
        | "opened"
        | "edited"
        | "closed"
        | "reopened"
        | "synchronize"
        | "labeled"
        | "unlabeled"
        | "converted_to_draft"
        | "ready_for_review"
        | "review_requested"
        | "auto_merge_enabled"
        | "auto_merge_disabled"
        | "enqueued"
        | "dequeued";
      readonly pull: Pull;
      readonly label?: string;
      readonly before?: string;
      readonly after?: string;
      readonly reviewer?: string;
      readonly reason?: string;
      readonly changes?: Changes;
    })
  | (InRepository & {
      readonly event: "pull_request_review";
      readonly action: "submitted" | "edited" | "dismissed";
      readonly pull: Pull;
      readonly review: Review;
      readonly changes?: Changes;
    })
  | (InRepository & {
      readonly event: "pull_request_review_comment";
      readonly action: "created" | "edited";
      readonly pull: Pull;
      readonly comment: ReviewComment;
      readonly changes?: Changes;
    })
  | (InRepository & {
      readonly event: "merge_group";
      readonly action: "checks_requested";
      readonly group: MergeGroup;
    })
  | (InRepository & {
      readonly event: "check_run";
      readonly action: "created" | "completed" | "requested_action" | "rerequested";
      readonly run: CheckRun;
      readonly requested?: string;
    })
  | (InRepository & {
      readonly event: "push";
      readonly ref: string;
      readonly before: string | null;
      readonly after: string | null;
      readonly forced: boolean;
    })
  | (InRepository & {
      readonly event: "repository";
      readonly action: "renamed" | "archived" | "unarchived" | "deleted";
      readonly changes?: Readonly<Record<string, unknown>>;
    })
  | {
      readonly event: "installation";
      readonly action: "created" | "deleted" | "suspend" | "unsuspend" | "new_permissions_accepted";
      readonly installation: Installation;
      readonly sender: string;
    }
  | {
      readonly event: "installation_repositories";
      readonly action: "added" | "removed";
      readonly installation: Installation;
      readonly repositories: readonly Repository[];
      readonly sender: string;
    };
