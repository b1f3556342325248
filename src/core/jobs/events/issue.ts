import * as z from "zod";
import { isBot, number, Person, Repository, time } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const Issue = z.object({
  action: z.string(),
  changes: z.object({ body: z.unknown().optional() }).optional(),
  issue: z.object({ number, user: Person.nullable(), updated_at: time }),
  repository: Repository,
  sender: Person,
});

/** A person ticked a box of an issue that a program opened: ours, perhaps. */
export function readIssue(payload: unknown): Reading {
  const parsed = Issue.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, changes, issue, repository, sender } = parsed.data;
  if (action !== "edited" || changes?.body === undefined) return ignored("other-action");
  if (isBot(sender)) return ignored("by-a-bot");
  if (issue.user === null || !isBot(issue.user)) return ignored("not-ours");
  const where = { repository: repository.full_name, on: "issue", number: issue.number } as const;
  return toDo(
    [{ kind: "checkbox", ...where, by: sender.login }],
    `edited ${where.repository}#${issue.number} ${issue.updated_at} by ${sender.login}`,
  );
}
