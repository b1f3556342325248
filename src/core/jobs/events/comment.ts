import * as z from "zod";
import { isBot, number, Person, Repository, time } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const IssueComment = z.object({
  action: z.string(),
  issue: z.object({ number }),
  comment: z.object({ id: number, user: Person, body: z.string(), updated_at: time }),
  repository: Repository,
});

/** Only what was just written: a comment that is edited into a command was perhaps edited by somebody else. */
export function readComment(payload: unknown): Reading {
  const parsed = IssueComment.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, issue, comment, repository } = parsed.data;
  if (action !== "created") return ignored("other-action");
  if (isBot(comment.user)) return ignored("by-a-bot");
  // What exactly a command is, whoever does the job finds out; this keeps other talk out of the queue.
  if (!/^[ \t]{0,3}\/optpass\b/im.test(comment.body)) return ignored("no-command");
  return toDo(
    [{ kind: "comment", repository: repository.full_name, issue: issue.number, comment: comment.id }],
    `comment ${repository.full_name} ${comment.id} ${comment.updated_at}`,
  );
}
