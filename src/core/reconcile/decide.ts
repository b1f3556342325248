import { type Action, type ChangeState, formatInstant } from "../model/index.ts";
import type { Circumstances } from "./circumstances.ts";
import { decideOpen } from "./decide-open.ts";
import type { Desired, Observed, ObservedPullRequest } from "./observed.ts";
import { ignoredUntil } from "./standing-labels.ts";

/**
 * Decides what to do about one change that is wanted, from what is there. Doing it and deciding again gives `leave`: a
 * second pass over the same world writes nothing.
 */
export function decide(desired: Desired, observed: Observed, circumstances: Circumstances): Action {
  const { branch, pullRequests } = observed;
  const open = pullRequests.find(({ state }) => state === "open");
  if (open !== undefined) return decideOpen(desired, open, observed, circumstances);
  const [latest] = pullRequests;
  if (latest?.state === "closed" && latest.record === null) {
    const silent = silence(latest, circumstances);
    if (silent !== null) return silent;
  }
  if (latest !== undefined && isReopenable(latest, observed, circumstances)) {
    const { number, headCommit: at } = latest;
    return { kind: "reopen-pull-request", number, at, moveFrom: branch?.commit ?? null };
  }
  if (branch === null) return { kind: "open-pull-request", moveFrom: null };
  const known = branch.untouched || pullRequests.some(({ headCommit }) => headCommit === branch.commit);
  return known
    ? { kind: "open-pull-request", moveFrom: branch.commit }
    : leave(
        null,
        "foreign-branch",
        "The branch holds commits that are not OptPass's; delete it to get a proposal.",
      );
}

/** Closed, and nobody knows any more what it proposed: silent as if it had been the same. */
function silence(latest: ObservedPullRequest, { now, policy }: Circumstances): Action | null {
  const { number, labels, endedAt } = latest;
  const until = endedAt === null ? null : ignoredUntil(labels, endedAt, policy.rejections.lasts);
  if (until !== null && until <= now) return null;
  const end = until === null ? "" : ` Proposals are silent until ${formatInstant(until)}.`;
  return leave(number, "closed-ignored", `#${number} was closed, and no longer says what it proposed.${end}`);
}

/** GitHub reopens only what was not rewritten since, so the branch must be gone, or at the commit it was closed with. */
function isReopenable(
  { state, record, endedAt, headCommit }: ObservedPullRequest,
  { branch }: Observed,
  { now, policy }: Circumstances,
): boolean {
  if (state !== "closed" || record?.closed === undefined || endedAt === null) return false;
  const isRecent = now - endedAt <= policy.pullRequests.reopenWithin;
  return isRecent && (branch === null || branch.commit === headCommit);
}

function leave(number: number | null, state: ChangeState, message: string): Action {
  return { kind: "leave", number, state, message };
}
