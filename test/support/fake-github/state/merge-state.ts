import { latestRuns, latestStatuses } from "./check-runs.ts";
import type { Pull } from "./pull.ts";
import { isMergeable } from "./pulls.ts";
import { decisionOn } from "./reviews.ts";
import type { Repository } from "./world.ts";

/** GitHub's `mergeable_state`, in capitals its `mergeStateStatus`. */
export type MergeState = "unknown" | "draft" | "dirty" | "blocked" | "unstable" | "clean";

export async function mergeState(repository: Repository, pull: Pull): Promise<MergeState> {
  if (pull.state !== "open" || pull.mergeablePolls > 0) return "unknown";
  if (!(await isMergeable(repository, pull))) return "dirty";
  if (pull.draft) return "draft";
  if (missing(repository, pull) !== null) return "blocked";
  return [...outcomes(repository, pull).values()].every(Boolean) ? "clean" : "unstable";
}

/** What the rules of the base still ask for, in GitHub's words; null when it is all there. */
export function missing(repository: Repository, pull: Pull): string | null {
  const rules = repository.rules.get(pull.baseRef);
  if (rules === undefined) return null;
  const decision = decisionOn(repository, pull);
  if (decision === "CHANGES_REQUESTED" && (rules.approvals ?? 0) > 0) {
    return "Changes have been requested by a reviewer with write access.";
  }
  if (decision === "REVIEW_REQUIRED") {
    return `At least ${rules.approvals} approving review is required by reviewers with write access.`;
  }
  const known = outcomes(repository, pull);
  const absent = (rules.checks ?? []).find((name) => known.get(name) !== true);
  return absent === undefined ? null : `Required status check "${absent}" is expected.`;
}

/** Whether each check run and status of the head went well. */
function outcomes(repository: Repository, pull: Pull): ReadonlyMap<string, boolean> {
  const good = new Set(["success", "neutral", "skipped"]);
  const runs = latestRuns(repository, pull.headSha);
  const statuses = latestStatuses(repository, pull.headSha);
  return new Map([
    ...runs.map((run) => [run.name, good.has(run.conclusion ?? "")] as const),
    ...statuses.map((status) => [status.context, status.state === "success"] as const),
  ]);
}
