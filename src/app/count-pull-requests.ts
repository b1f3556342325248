import { type Duration, duration, type Instant, instant, type Seal } from "../core/model/index.ts";
import { isConfigurationBranch } from "../core/onboard/index.ts";
import { failureDomain, type Ledger } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { PullRequest } from "../ports/code-host.ts";

// Nobody looks yet whether what was merged does well, so for this long it counts as not verified.
export const unverifiedFor: Duration = duration(1, "d");

/** What counts against the limits when a pass begins: proposals of values. `allEnded` are those of the last day. */
export function countPullRequests(
  allOpen: readonly PullRequest[],
  allEnded: readonly PullRequest[],
  now: Instant,
  seal: Seal | null,
): Ledger {
  const open = allOpen.filter((one) => proposesValues(one) && !isRollback(one));
  const ended = allEnded.filter(proposesValues);
  const hourAgo = instant(now - duration(1, "h"));
  const inFlight = new Map<string, number>();
  for (const { state, body } of ended) {
    if (state !== "merged") continue;
    // A record that was tampered with still names a place, and only makes this wait.
    const record = readMetadata(body, seal) ?? readMetadata(body);
    if (record === null) continue;
    const domain = failureDomain(record.workload);
    inFlight.set(domain, (inFlight.get(domain) ?? 0) + 1);
  }
  return {
    open: open.length,
    openedLastHour: [...open, ...ended].filter((one) => one.createdAt > hourAgo && !isRollback(one)).length,
    inFlight,
  };
}

function proposesValues({ headBranch }: PullRequest): boolean {
  return !isConfigurationBranch(headBranch);
}

/** People asked for it: it takes no room from what OptPass proposes by itself. Merged, it is in flight as any other. */
function isRollback({ body }: PullRequest): boolean {
  return readMetadata(body)?.rollback !== undefined;
}

/** The same after one more was opened. */
export function oneMore(ledger: Ledger): Ledger {
  return { ...ledger, open: ledger.open + 1, openedLastHour: ledger.openedLastHour + 1 };
}
