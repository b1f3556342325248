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

const CheckSuite = z.object({
  action: z.string(),
  check_suite: z.object({ head_sha: commitName }),
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
  const where = { repository: repository.full_name, commit: check.head_sha };
  if (action === "rerequested") {
    if (check.name === checkNames.config) return toDo([{ kind: "config-recheck", ...where }]);
    return toDo([{ kind: "proposal-recheck", ...where, isThere: true }]);
  }
  if (requested === undefined) return ignored("unreadable");
  // Pressing it twice is meant twice, and nothing in the payload tells the two apart.
  return toDo([
    { kind: "button", ...where, check: check.id, button: requested.identifier, by: sender.login },
  ]);
}

/** Somebody wants all checks of a commit anew. GitHub asks each app for its own, and does not say which these are. */
export function readCheckSuite(payload: unknown): Reading {
  const parsed = CheckSuite.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, check_suite: suite, repository, sender } = parsed.data;
  if (action !== "rerequested") return ignored("other-action");
  if (isBot(sender)) return ignored("by-a-bot");
  const where = { repository: repository.full_name, commit: suite.head_sha };
  return toDo([
    { kind: "config-recheck", ...where },
    { kind: "proposal-recheck", ...where, isThere: null },
  ]);
}
