import { type Duration, duration, type VerdictReason } from "../model/index.ts";
import type { Burning } from "./burn-rate.ts";

/** What is counted of a workload over some time. `null` is what could not be measured. */
export interface Vitals {
  readonly outOfMemoryKills: number | null;
  readonly restarts: number | null;
  /** Pods that wait with CrashLoopBackOff. */
  readonly crashLooping: number | null;
  /** Pods without a node at the end of it, and for how long the oldest of them. */
  readonly unscheduled: { readonly pods: number; readonly lasted: Duration } | null;
  /** For how long, up to the end of it, the autoscaler has stood at its maximum; zero without one. */
  readonly atMaximum: { readonly autoscaler: string; readonly lasted: Duration } | null;
  /** Share of CFS periods that were throttled; zero without a limit. */
  readonly throttledShare: number | null;
  /** Page pairs that burn, by objective. */
  readonly burning: readonly { readonly objective: string; readonly pairs: readonly Burning[] }[] | null;
}

export interface GuardrailInput {
  /** Since the change is live. */
  readonly after: Vitals;
  /** As long, just before. */
  readonly before: Vitals;
  /** Since the change is live, of a sibling that was not changed; `null` where there is none. */
  readonly control: Vitals | null;
}

export interface GuardrailFindings {
  /** Reasons to roll back. */
  readonly bad: readonly VerdictReason[];
  /** What is bad, but not the change's doing. */
  readonly excused: readonly VerdictReason[];
  /** What could not be looked at. */
  readonly unmeasured: readonly string[];
}

/** A rule without statistics. */
interface Guardrail {
  readonly what: string;
  readonly excuse: string;
  isMeasured(vitals: Vitals): boolean;
  /** What is wrong, if it is; `before` tells new from old. */
  find(after: Vitals, before: Vitals): readonly VerdictReason[];
  /** The same trouble, with nothing to compare with. */
  isTroubled(vitals: Vitals): boolean;
}

/** Bad, unless it was so before or what was not changed suffers, too. Each takes minutes to show. */
export function checkGuardrails({ after, before, control }: GuardrailInput): GuardrailFindings {
  const bad: VerdictReason[] = [];
  const excused: VerdictReason[] = [];
  for (const rail of guardrails) {
    const found = rail.find(after, before);
    const controlSuffers = control !== null && rail.find(control, before).length > 0;
    if (found.length > 0 && controlSuffers) excused.push({ code: "others-suffer", what: rail.excuse });
    else if (found.length > 0) bad.push(...found);
    else if (rail.isTroubled(after)) excused.push({ code: "was-so-before", what: rail.excuse });
  }
  const unmeasured = guardrails.filter((rail) => !rail.isMeasured(after)).map(({ what }) => what);
  return { bad, excused, unmeasured };
}

// Kubernetes backs off after a crash; one restart can be a node that went away.
const leastRestarts = 2;
const longestUnscheduled = duration(5, "m");
const longestAtMaximum = duration(15, "m");
const throttledFrom = 0.25;
const throttledTimes = 2;

const outOfMemory: Guardrail = {
  what: "kills for memory",
  excuse: "Containers are killed for memory",
  isMeasured: ({ outOfMemoryKills }) => outOfMemoryKills !== null,
  find: (after, before) => {
    const kills = after.outOfMemoryKills ?? 0;
    const earlier = before.outOfMemoryKills ?? 0;
    return kills > earlier ? [{ code: "out-of-memory", kills, before: earlier }] : [];
  },
  isTroubled: ({ outOfMemoryKills }) => (outOfMemoryKills ?? 0) > 0,
};

const crashLoop: Guardrail = {
  what: "restarts",
  excuse: "Pods restart again and again",
  isMeasured: ({ restarts, crashLooping }) => restarts !== null && crashLooping !== null,
  find: (after, before) => {
    const restarts = after.restarts ?? 0;
    const pods = after.crashLooping ?? 0;
    const isNew = pods > (before.crashLooping ?? 0) && restarts >= (before.restarts ?? 0) + leastRestarts;
    return isNew ? [{ code: "crash-loop", pods, restarts }] : [];
  },
  isTroubled: ({ crashLooping }) => (crashLooping ?? 0) > 0,
};

const unscheduled: Guardrail = {
  what: "pods without a node",
  excuse: "Pods find no node",
  isMeasured: (vitals) => vitals.unscheduled !== null,
  find: (after, before) => {
    const waiting = after.unscheduled;
    const isNew = (waiting?.pods ?? 0) > (before.unscheduled?.pods ?? 0);
    return waiting !== null && isNew && waiting.lasted >= longestUnscheduled
      ? [{ code: "not-scheduled", ...waiting }]
      : [];
  },
  isTroubled: (vitals) => (vitals.unscheduled?.lasted ?? 0) >= longestUnscheduled,
};

const pinned: Guardrail = {
  what: "the autoscaler",
  excuse: "The autoscaler stands at its maximum",
  isMeasured: ({ atMaximum }) => atMaximum !== null,
  find: (after, before) => {
    const { atMaximum } = after;
    const was = before.atMaximum?.lasted ?? 0;
    return atMaximum !== null && atMaximum.lasted >= longestAtMaximum && was < longestAtMaximum
      ? [{ code: "pinned-at-maximum", ...atMaximum }]
      : [];
  },
  isTroubled: ({ atMaximum }) => (atMaximum?.lasted ?? 0) >= longestAtMaximum,
};

const throttled: Guardrail = {
  what: "throttling",
  excuse: "CPU is throttled",
  isMeasured: ({ throttledShare }) => throttledShare !== null,
  find: (after, before) => {
    const share = after.throttledShare ?? 0;
    const was = before.throttledShare ?? 0;
    return share > throttledFrom && share >= throttledTimes * was
      ? [{ code: "throttled-more", share, before: was }]
      : [];
  },
  isTroubled: ({ throttledShare }) => (throttledShare ?? 0) > throttledFrom,
};

const burn: Guardrail = {
  what: "the error budget",
  excuse: "An error budget burns",
  isMeasured: ({ burning }) => burning !== null,
  find: (after, before) =>
    pages(after).flatMap(({ objective, rate, long }) =>
      pages(before).some((earlier) => earlier.objective === objective)
        ? []
        : [{ code: "budget-burning", objective, factor: rate, window: long }],
    ),
  isTroubled: (vitals) => pages(vitals).length > 0,
};

function pages({ burning }: Vitals): readonly (Burning & { readonly objective: string })[] {
  return (burning ?? []).flatMap(({ objective, pairs }) =>
    pairs
      .filter(({ severity }) => severity === "page")
      .slice(0, 1)
      .map((pair) => ({ ...pair, objective })),
  );
}

const guardrails: readonly Guardrail[] = [outOfMemory, crashLoop, unscheduled, pinned, throttled, burn];
