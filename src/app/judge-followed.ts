import {
  duration,
  explainVerdict,
  type Followed,
  formatInstant,
  type Instant,
  type Verdict,
} from "../core/model/index.ts";
import { decideLive, judge, type Live, nextLookAt } from "../core/verify/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { liveSince, type MergedChange } from "./followed-change.ts";
import { type LevelReading, readLevels } from "./read-levels.ts";
import type { Rollout } from "./read-rollout.ts";
import { readVitals } from "./read-vitals.ts";

// Argo CD and Flux look for commits every few minutes, and rolling updates wait for pods to be ready.
export const liveWithin = duration(1, "h");

const watchFor = duration(1, "d");
// Statistics of less than an hour are none.
const firstLevels = duration(1, "h");

/** What is known of a change after one more look at it. Throws a PortError where the source fails: nothing is claimed then. */
export async function judgeFollowed(
  source: MetricsSource,
  change: MergedChange,
  rollout: Rollout,
  now: Instant,
): Promise<Followed> {
  const { record, mergedAt } = change;
  const followed = record.followed ?? {};
  const since = liveSince(followed);
  if (since !== null) return lookAfter(source, change, rollout, { followed, since, now });
  // Others of the same pass may have been merged earlier.
  const values = rollout.valuesOf(record)?.filter(({ at }) => at >= mergedAt) ?? null;
  const live = decideLive({
    ...{ mergedAt, now, liveWithin, values },
    ...{ revisions: [], sync: null, fixedDelay: null },
  });
  if (live.kind === "live") {
    const { level, seen, since: from } = live;
    const begun: Followed = { live: { level, since: formatInstant(from), seen } };
    return lookAfter(source, change, rollout, { followed: begun, since: from, now });
  }
  const partly = values?.find(({ showing }) => showing > 0)?.at ?? null;
  const broken =
    partly === null ? null : await brokenOnTheWay(source, change, rollout, { since: partly, now });
  return broken ?? notLive(change, live, now);
}

const nothingYet: LevelReading = { levels: [], traffic: { trafficShare: null, peakShare: null } };

interface Moment {
  readonly since: Instant;
  readonly now: Instant;
}

/** A rolling update whose first pods are killed never gets to the rest: that is harm, though it is not live. */
async function brokenOnTheWay(
  source: MetricsSource,
  change: MergedChange,
  rollout: Rollout,
  { since, now }: Moment,
): Promise<Followed | null> {
  const verdict = await verdictOf(source, change, rollout, { since, now });
  return verdict.outcome === "regressed" ? { look: lookOf(verdict, now, null) } : null;
}

function notLive(change: MergedChange, live: Live, now: Instant): Followed {
  if (live.kind !== "not-live") return change.record.followed ?? {};
  const verdict: Verdict = {
    ...{ outcome: "not-live", notes: [], lookAgain: null },
    reason: { code: "never-live", since: change.mergedAt, waited: live.waited },
  };
  return { look: lookOf(verdict, now, null) };
}

async function lookAfter(
  source: MetricsSource,
  change: MergedChange,
  rollout: Rollout,
  { followed, since, now }: Moment & { readonly followed: Followed },
): Promise<Followed> {
  const verdict = await verdictOf(source, change, rollout, { since, now });
  return { ...followed, look: lookOf(verdict, now, nextLookAt(since, now, verdict.lookAgain)) };
}

async function verdictOf(
  source: MetricsSource,
  { record, mergedAt }: MergedChange,
  rollout: Rollout,
  { since, now }: Moment,
): Promise<Verdict> {
  const { after, before, otherRollouts } = await readVitals(source, record, rollout, { since, now });
  const { levels, traffic } =
    now - since < firstLevels ? nothingYet : await readLevels(source, record, { since, now });
  return judge({
    ...{ mergedAt, now, liveWithin, watchFor, levels, otherRollouts },
    liveAt: since,
    guardrails: { after, before, control: null },
    ...traffic,
    predictions: [],
  });
}

// The record lives in the body of a pull request; what weighs less is in no verdict.
const mostFindings = 5;

function lookOf(
  { outcome, reason, notes }: Verdict,
  now: Instant,
  next: Instant | null,
): NonNullable<Followed["look"]> {
  return {
    ...{ at: formatInstant(now), outcome },
    findings: [reason, ...notes].slice(0, mostFindings).map(explainVerdict),
    next: next === null ? null : formatInstant(next),
  };
}
