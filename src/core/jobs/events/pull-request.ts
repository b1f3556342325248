import * as z from "zod";
import type { Job } from "../job.ts";
import { mayHoldCommand } from "./comment.ts";
import { isBot, isOurs, number, Person, PullRequest, Repository } from "./payload-parts.ts";
import { type IgnoredBecause, ignored, type Reading, toDo } from "./reading.ts";

const PullRequestEvent = z.object({
  action: z.string(),
  changes: z.object({ body: z.unknown().optional(), base: z.unknown().optional() }).optional(),
  pull_request: PullRequest,
  repository: Repository,
  sender: Person,
});

// Merging and closing count whoever did it: a merge queue is a program, and so are other bots that merge.
const byAnyone: ReadonlySet<string> = new Set(["closed", "reopened", "enqueued", "dequeued"]);
const byPeople: ReadonlySet<string> = new Set([
  "opened",
  "synchronize",
  "labeled",
  "unlabeled",
  "ready_for_review",
  "converted_to_draft",
]);

// What a pull request would merge is another than before.
const changesContent: ReadonlySet<string> = new Set(["opened", "synchronize", "reopened"]);

/** Something happened to one of our pull requests, or anybody's holds other changes, perhaps of the configuration. */
export function readPullRequest(payload: unknown): Reading {
  const parsed = PullRequestEvent.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, changes, pull_request: pull, repository } = parsed.data;
  const where = { repository: repository.full_name, number: pull.number };
  const holdsOther = changesContent.has(action) || (action === "edited" && changes?.base !== undefined);
  const check: readonly Job[] = holdsOther ? [{ kind: "config-check", ...where }] : [];
  const followed = follow(parsed.data);
  if (typeof followed === "string" && check.length === 0) return ignored(followed);
  const meaning = `${action} ${where.repository}#${pull.number} ${pull.head.sha} ${pull.updated_at}`;
  return toDo(typeof followed === "string" ? check : [followed, ...check], meaning);
}

/** What to do about one of ours. */
function follow({
  action,
  changes,
  pull_request: pull,
  repository,
  sender,
}: z.infer<typeof PullRequestEvent>): Job | IgnoredBecause {
  const isTicked = action === "edited" && changes?.body !== undefined;
  if (!isTicked && !byAnyone.has(action) && !byPeople.has(action)) return "other-action";
  if (!isOurs(pull)) return "not-ours";
  if (isBot(sender) && !byAnyone.has(action)) return "by-a-bot";
  const where = { repository: repository.full_name, number: pull.number };
  return isTicked
    ? { kind: "checkbox", ...where, on: "pull-request", by: sender.login }
    : { kind: "pull-request", ...where };
}

const Review = z.object({
  action: z.string(),
  review: z.object({ id: number, state: z.string(), user: Person.nullable(), body: z.string().nullish() }),
  pull_request: PullRequest,
  repository: Repository,
});

/** One of our pull requests was approved, or an approval was taken back; or a command came with a review of any. */
export function readReview(payload: unknown): Reading {
  const parsed = Review.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, review, pull_request: pull, repository } = parsed.data;
  if (action !== "submitted" && action !== "dismissed") return ignored("other-action");
  const isSaid = action === "submitted" && review.user !== null && !isBot(review.user);
  const where = { repository: repository.full_name };
  const jobs: readonly Job[] = [
    ...(isOurs(pull) ? [{ kind: "pull-request", ...where, number: pull.number } as const] : []),
    ...(isSaid && mayHoldCommand(review.body ?? "")
      ? [{ kind: "comment", ...where, form: "review", issue: pull.number, comment: review.id } as const]
      : []),
  ];
  if (jobs.length === 0) return ignored("not-ours");
  return toDo(jobs, `${action} ${repository.full_name}#${pull.number} review ${review.id} ${review.state}`);
}
