import { readCheckRun, readCheckSuite } from "./events/check-run.ts";
import { readComment, readReviewComment } from "./events/comment.ts";
import { readIssue } from "./events/issue.ts";
import { readMergeGroup } from "./events/merge-group.ts";
import { readPullRequest, readReview } from "./events/pull-request.ts";
import { readPush } from "./events/push.ts";
import { ignored, type Reading } from "./events/reading.ts";
import { readInstallation, readRepository, readSelection } from "./events/repositories.ts";

const readers: ReadonlyMap<string, (payload: unknown) => Reading> = new Map([
  ["push", readPush],
  ["issue_comment", readComment],
  ["issues", readIssue],
  ["pull_request", readPullRequest],
  ["pull_request_review", readReview],
  ["pull_request_review_comment", readReviewComment],
  ["merge_group", readMergeGroup],
  ["check_run", readCheckRun],
  ["check_suite", readCheckSuite],
  ["repository", readRepository],
  ["installation", readInstallation],
  ["installation_repositories", readSelection],
]);

/**
 * What a webhook event is to us. `name` is GitHub's, from the header; `payload` is any JSON. Never throws: whatever
 * cannot be read is ignored, because the hourly pass looks at everything anyway.
 */
export function readEvent(name: string, payload: unknown): Reading {
  const read = readers.get(name);
  return read === undefined ? ignored("other-event") : read(payload);
}
