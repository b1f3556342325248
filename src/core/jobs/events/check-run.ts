import * as z from "zod";
import { checkNames } from "../../model/index.ts";
import { commitName, isBot, number, Person, Repository } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const CheckRun = z.object({
  action: z.string(),
  check_run: z.object({ id: number, name: z.string().max(200), head_sha: commitName }),
  requested_action: z.object({ identifier: z.string().max(40) }).optional(),
  repository: Repository,
  sender: Person,
});

/** Somebody pressed a button of a check run. GitHub tells it only to the app that made the check. */
export function readCheckRun(payload: unknown): Reading {
  const parsed = CheckRun.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, check_run: check, requested_action: requested, repository, sender } = parsed.data;
  if (action !== "requested_action" && action !== "rerequested") return ignored("other-action");
  if (isBot(sender)) return ignored("by-a-bot");
  if (action === "rerequested" && check.name === checkNames.config) {
    return toDo([{ kind: "config-recheck", repository: repository.full_name, commit: check.head_sha }]);
  }
  const button = action === "requested_action" ? (requested?.identifier ?? null) : null;
  const where = { repository: repository.full_name, check: check.id, commit: check.head_sha };
  // Pressing it twice is meant twice, and nothing in the payload tells the two apart.
  return toDo([{ kind: "button", ...where, button, by: sender.login }]);
}
