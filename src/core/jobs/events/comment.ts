import * as z from "zod";
import type { CommentForm } from "../job.ts";
import { isBot, number, Person, PullRequest, Repository, time } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const comment = z.object({ id: number, user: Person, body: z.string(), updated_at: time });

const IssueComment = z.object({
  action: z.string(),
  issue: z.object({ number }),
  comment,
  repository: Repository,
});

const ReviewComment = z.object({
  action: z.string(),
  pull_request: PullRequest.pick({ number: true }),
  comment,
  repository: Repository,
});

/** Only what was just written: a comment that is edited into a command was perhaps edited by somebody else. */
export function readComment(payload: unknown): Reading {
  const parsed = IssueComment.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { issue, ...said } = parsed.data;
  return heard("comment", issue.number, said);
}

/** The same on a line of the diff. */
export function readReviewComment(payload: unknown): Reading {
  const parsed = ReviewComment.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { pull_request: pull, ...said } = parsed.data;
  return heard("review-comment", pull.number, said);
}

// What exactly a command is, whoever does the job finds out; this keeps other talk out of the queue.
export function mayHoldCommand(body: string): boolean {
  return /^[ \t]{0,3}\/optpass\b/im.test(body);
}

function heard(
  form: CommentForm,
  issue: number,
  { action, comment, repository }: Omit<z.infer<typeof IssueComment>, "issue">,
): Reading {
  if (action !== "created") return ignored("other-action");
  if (isBot(comment.user)) return ignored("by-a-bot");
  if (!mayHoldCommand(comment.body)) return ignored("no-command");
  return toDo(
    [{ kind: "comment", repository: repository.full_name, form, issue, comment: comment.id }],
    `${form} ${repository.full_name} ${comment.id} ${comment.updated_at}`,
  );
}
