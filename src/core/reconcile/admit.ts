import { type Action, type ChangeState, formatInstant, type Instant, type Policy } from "../model/index.ts";
import { freezeAt, isInside, nextInside } from "./schedule-window.ts";

/** What counts against the limits of a repository, before the pass and while it goes on. */
export interface Ledger {
  readonly open: number;
  readonly openedLastHour: number;
  /** Merged and not verified yet, by failure domain. */
  readonly inFlight: ReadonlyMap<string, number>;
}

/** One change that asks to be written. */
export interface Applicant {
  readonly action: Action;
  /** Namespace and cluster, as `failureDomain` writes them. */
  readonly domains: readonly string[];
  readonly urgency: Urgency;
}

/**
 * `safety`: a workload is short of it, so it waits for no time, and for limits only beyond their extra. `asked`: a person
 * asked for it, and waits themselves.
 */
export type Urgency = "none" | "safety" | "asked";

export interface Waiting {
  readonly state: ChangeState;
  readonly message: string;
}

/** Where a change can do harm: two unverified changes in one of these could not be told apart. */
export function failureDomain({
  cluster,
  namespace,
}: {
  readonly cluster?: string;
  readonly namespace: string;
}): string {
  return `${cluster ?? ""}/${namespace}`;
}

/** `null`: go ahead. Else why the change waits. Texts and closings never wait. */
export function admit(
  { action, domains, urgency }: Applicant,
  ledger: Ledger,
  policy: Pick<Policy, "limits" | "openDuring" | "freezes">,
  now: Instant,
): Waiting | null {
  const opens = action.kind === "open-pull-request" || action.kind === "reopen-pull-request";
  if (urgency === "asked" || !(opens || action.kind === "update-pull-request")) return null;
  if (urgency === "safety") return opens ? overTheExtra(ledger, policy.limits) : null;
  const freeze = freezeAt(policy.freezes, now);
  if (freeze !== null) {
    const message = `Nothing is written until ${formatInstant(freeze.to)}: ${freeze.reason}.`;
    return { state: "frozen", message };
  }
  const { openDuring } = policy;
  if (openDuring !== null && !isInside(openDuring, now)) {
    const next = nextInside(openDuring, now);
    const when = next === null ? "" : ` It begins at ${formatInstant(next)}.`;
    return { state: "awaiting-schedule", message: `Outside of the time for pull requests.${when}` };
  }
  return opens ? overTheLimits(domains, ledger, policy.limits) : null;
}

function overTheLimits(
  domains: readonly string[],
  { open, openedLastHour, inFlight }: Ledger,
  limits: Policy["limits"],
): Waiting | null {
  const busy = domains.find((domain) => (inFlight.get(domain) ?? 0) >= limits.inFlight);
  if (busy !== undefined) {
    const [cluster, namespace] = busy.split("/");
    const where = cluster === "" ? namespace : `${namespace} of ${cluster}`;
    const message = `${inFlight.get(busy)} merged in ${where} and not verified yet; the limit is ${limits.inFlight}.`;
    return { state: "in-flight", message };
  }
  return overTheCounts({ open, openedLastHour }, limits);
}

/** However many workloads run short at once, people review one pull request after the other. */
function overTheExtra(
  ledger: Ledger,
  { open, openedAnHour, extraForSafety }: Policy["limits"],
): Waiting | null {
  const extended = { open: open + extraForSafety, openedAnHour: openedAnHour + extraForSafety };
  return overTheCounts(ledger, extended);
}

function overTheCounts(
  { open, openedLastHour }: Pick<Ledger, "open" | "openedLastHour">,
  limits: Pick<Policy["limits"], "open" | "openedAnHour">,
): Waiting | null {
  if (open >= limits.open) {
    return { state: "too-many-open", message: `${open} are open already; the limit is ${limits.open}.` };
  }
  if (openedLastHour >= limits.openedAnHour) {
    const message = `${openedLastHour} were opened within an hour; the limit is ${limits.openedAnHour}.`;
    return { state: "rate-limited", message };
  }
  return null;
}
