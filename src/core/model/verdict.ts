import { describeShare } from "./describe-amount.ts";
import { type Duration, formatDuration, formatInstant, type Instant } from "./instant.ts";

/** What became of a change that was merged. */
export const outcomes = ["verified", "regressed", "inconclusive", "not-live"] as const;

export type Outcome = (typeof outcomes)[number];

/** The judgement of a change at one moment: the outcome, and what it rests on. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: VerdictReason;
  /** Everything else that was noticed, the weightiest first. */
  readonly notes: readonly VerdictReason[];
  /** When it is worth judging again; `null` where more time will not help. */
  readonly lookAgain: Instant | null;
}

/** Why a verdict is what it is. Codes are part of the output and stay stable. Shares are 0 to 1. */
export type VerdictReason =
  // Verified.
  | { readonly code: "not-worse"; readonly level: string; readonly atMost: number; readonly hours: number }
  // Regressed: what no statistics is needed for.
  | { readonly code: "out-of-memory"; readonly kills: number; readonly before: number }
  | { readonly code: "crash-loop"; readonly pods: number; readonly restarts: number }
  | { readonly code: "not-scheduled"; readonly pods: number; readonly lasted: Duration }
  | { readonly code: "pinned-at-maximum"; readonly autoscaler: string; readonly lasted: Duration }
  | { readonly code: "throttled-more"; readonly share: number; readonly before: number }
  | {
      readonly code: "budget-burning";
      readonly objective: string;
      readonly factor: number;
      readonly window: Duration;
    }
  // Regressed: a service level.
  | {
      readonly code: "level-worse";
      readonly level: string;
      readonly rise: number;
      readonly deviations: number;
      readonly hours: number;
    }
  // Inconclusive.
  | { readonly code: "too-early"; readonly until: Instant }
  | { readonly code: "not-measured"; readonly what: string }
  | { readonly code: "short-record"; readonly what: string; readonly days: number; readonly needed: number }
  | { readonly code: "little-traffic"; readonly share: number; readonly needed: number }
  | { readonly code: "other-rollout"; readonly at: Instant; readonly what: string }
  | { readonly code: "others-suffer"; readonly what: string }
  | { readonly code: "was-so-before"; readonly what: string }
  | { readonly code: "no-peak-yet"; readonly share: number; readonly needed: number }
  | { readonly code: "cannot-tell"; readonly level: string; readonly atMost: number; readonly margin: number }
  | {
      readonly code: "not-as-predicted";
      readonly what: string;
      readonly predicted: number;
      readonly found: number;
    }
  | { readonly code: "no-levels" }
  // Not live.
  | { readonly code: "never-live"; readonly since: Instant; readonly waited: Duration }
  | { readonly code: "not-live-yet"; readonly since: Instant; readonly until: Instant };

export type VerdictCode = VerdictReason["code"];

type Explain = { readonly [C in VerdictCode]: (reason: Extract<VerdictReason, { code: C }>) => string };

const number = (value: number): string => String(Number(value.toPrecision(3)));

const hours = (count: number): string => (count === 1 ? "hour" : `${count} hours`);

const sentences: Explain = {
  "not-worse": (r) =>
    `In ${hours(r.hours)} ${r.level} got worse by ${describeShare(Math.max(0, r.atMost))} at most (with 95 % confidence).`,
  "out-of-memory": (r) =>
    `${r.kills} containers were killed for memory since the change, and ${r.before} in as long before it.`,
  "crash-loop": (r) => `${r.pods} pods restart again and again (${r.restarts} restarts since the change).`,
  "not-scheduled": (r) => `${r.pods} pods have found no node for ${formatDuration(r.lasted)}.`,
  "pinned-at-maximum": (r) =>
    `${r.autoscaler} has stood at its maximum for ${formatDuration(r.lasted)}, which it did not before.`,
  "throttled-more": (r) =>
    `CPU is throttled ${describeShare(r.share)} of the time, and was ${describeShare(r.before)} before.`,
  "budget-burning": (r) =>
    `The error budget of ${r.objective} burns ${number(r.factor)} times as fast as it may, over ${formatDuration(r.window)} and now.`,
  "level-worse": (r) =>
    `In the first ${hours(r.hours)} ${r.level} got worse by ${describeShare(r.rise)}: ${number(r.deviations)} times what it varies by without a change.`,
  "too-early": (r) => `It is too early to tell; the next look is at ${formatInstant(r.until)}.`,
  "not-measured": (r) => `${r.what} could not be measured, which is not taken for good news.`,
  "short-record": (r) =>
    `There are ${r.days} days of ${r.what} without a change to compare with; ${r.needed} are needed.`,
  "little-traffic": (r) =>
    `There was ${describeShare(r.share)} of the usual traffic; with less than ${describeShare(r.needed)} nothing can be said.`,
  "other-rollout": (r) =>
    `${r.what} was rolled out at ${formatInstant(r.at)}, too, so that what is seen need not come from the change; watching starts again from there.`,
  "others-suffer": (r) => `${r.what}, but what was not changed suffers likewise.`,
  "was-so-before": (r) => `${r.what}, but that was so before the change.`,
  "no-peak-yet": (r) =>
    `The busiest hour since the change saw ${describeShare(r.share)} of an ordinary daily peak; ${describeShare(r.needed)} is needed to call it safe.`,
  "cannot-tell": (r) =>
    `${r.level} may have got worse by up to ${describeShare(r.atMost)}, and ${describeShare(r.margin)} is allowed: it varies too much to tell.`,
  "not-as-predicted": (r) =>
    `${r.what} was predicted to be ${number(r.predicted)} and is ${number(r.found)}.`,
  "no-levels": () => "No service level is known for it, so that nothing can show it to be safe.",
  "never-live": (r) =>
    `It was merged at ${formatInstant(r.since)}, and after ${formatDuration(r.waited)} nothing shows that it runs.`,
  "not-live-yet": (r) =>
    `It was merged at ${formatInstant(r.since)}; whether it runs is looked for until ${formatInstant(r.until)}.`,
};

/** One sentence for a person. */
export function explainVerdict(reason: VerdictReason): string {
  const sentence = sentences[reason.code] as (reason: VerdictReason) => string;
  return sentence(reason);
}
