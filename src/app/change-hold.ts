import { holdLabel } from "../core/reconcile/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { done, type Outcome, ordered } from "./order.ts";
import type { Talk } from "./talk.ts";

/** The label is what holds: people may as well set it by hand. */
export async function changeHold(
  { conversation }: Talk,
  issue: Issue,
  verb: "hold" | "unhold",
): Promise<Outcome> {
  const change = verb === "hold" ? { add: [holdLabel], remove: [] } : { add: [], remove: [holdLabel] };
  await conversation.label(issue.number, change);
  // What was missed during the hold is caught up with now.
  const branch = issue.pullRequest?.headBranch ?? null;
  return verb === "hold" ? done() : ordered({ kind: "rerun", branch });
}
