import * as z from "zod";
import type { Job } from "../job.ts";
import { isBot, isOurs, number, Person, PullRequest, Repository } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const PullRequestEvent = z.object({
  action: z.string(),
  changes: z.object({ body: z.unknown().optional() }).optional(),
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

/** Something happened to one of our pull requests. */
export function readPullRequest(payload: unknown): Reading {
  const parsed = PullRequestEvent.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, changes, pull_request: pull, repository, sender } = parsed.data;
  const isTicked = action === "edited" && changes?.body !== undefined;
  if (!isTicked && !byAnyone.has(action) && !byPeople.has(action)) return ignored("other-action");
  if (!isOurs(pull)) return ignored("not-ours");
  if (isBot(sender) && !byAnyone.has(action)) return ignored("by-a-bot");
  const where = { repository: repository.full_name, number: pull.number };
  const job: Job = isTicked
    ? { kind: "checkbox", ...where, on: "pull-request", by: sender.login }
    : { kind: "pull-request", ...where };
  const meaning = `${action} ${where.repository}#${pull.number} ${pull.head.sha} ${pull.updated_at}`;
  return toDo([job], meaning);
}

const Review = z.object({
  action: z.string(),
  review: z.object({ id: number, state: z.string(), user: Person.nullable() }),
  pull_request: PullRequest,
  repository: Repository,
});

/** One of our pull requests was approved, or an approval was taken back. */
export function readReview(payload: unknown): Reading {
  const parsed = Review.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, review, pull_request: pull, repository } = parsed.data;
  if (action !== "submitted" && action !== "dismissed") return ignored("other-action");
  if (!isOurs(pull)) return ignored("not-ours");
  return toDo(
    [{ kind: "pull-request", repository: repository.full_name, number: pull.number }],
    `${action} ${repository.full_name}#${pull.number} review ${review.id} ${review.state}`,
  );
}
