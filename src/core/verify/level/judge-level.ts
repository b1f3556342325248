import { median } from "../robust.ts";
import { type Contrast, contrastAfter } from "./contrast.ts";
import { type History, historyOf } from "./history.ts";
import { type HourlyLevels, hourlyLevels, type Samples } from "./hourly-levels.ts";
import { deviations, firstWorse, looks } from "./worse.ts";

/** One service level of a workload and what was measured of it. */
export interface LevelInput {
  /** As people name it: `the 99th percentile of latency of checkout`. */
  readonly name: string;
  readonly samples: Samples;
  /** The same of siblings that were not changed. */
  readonly controls: readonly Samples[];
  readonly isWorse: "higher" | "lower";
  /** Smallest relative rise that matters: 0.05 is 5 %. */
  readonly leastRise: number;
  /** Largest relative rise that is accepted when a change goes on to the next environment. */
  readonly margin: number;
}

export interface LevelQuestion {
  /** Unix seconds. */
  readonly liveAt: number;
  readonly now: number;
  /** How many levels are judged together. */
  readonly together: number;
}

/** What can be said of a level. Rises are relative: 0.2 is 20 % worse. */
export type LevelFinding =
  | { readonly kind: "worse"; readonly rise: number; readonly deviations: number; readonly hours: number }
  | { readonly kind: "others-too" }
  | { readonly kind: "not-worse"; readonly atMost: number; readonly hours: number }
  | { readonly kind: "cannot-tell"; readonly atMost: number; readonly hours: number }
  | { readonly kind: "too-early" }
  | { readonly kind: "short-record"; readonly days: number }
  | { readonly kind: "not-measured" };

/** Days of history that are looked at, and how few are enough to say anything. */
const longestRecord = 35;
export const shortestRecord = 7;

const hour = 3600;

/** Judges one level at the looks that have passed. */
export function judgeLevel(input: LevelInput, question: LevelQuestion): LevelFinding {
  const hoursAfter = Math.min(longestWatch, Math.floor((question.now - question.liveAt) / hour));
  const range = {
    moment: question.liveAt,
    hoursBefore: longestRecord * 24,
    hoursAfter: Math.max(0, hoursAfter),
  };
  const own = levelsOf(input.samples, input, range);
  if (own === null) return { kind: "not-measured" };
  const days = daysBefore(own);
  if (days < shortestRecord) return { kind: "short-record", days };
  const due: readonly number[] = looks.filter((hours) => hours <= hoursAfter);
  if (due.length === 0) return { kind: "too-early" };
  const controls = input.controls.flatMap((control) => levelsOf(control, input, range) ?? []);
  const histories = {
    alone: historyOf(own),
    lessControls:
      controls.length === 0 ? null : historyOf({ ...own, levels: lessControls(own.levels, controls) }),
  };
  const rule = { leastRise: Math.log1p(input.leastRise), together: question.together };
  const contrasts = due.map((hours) => contrastWith(histories, hours));
  const worse = firstWorse(contrasts, rule);
  if (worse === null) {
    const wholeDays = Math.floor(hoursAfter / 24) * 24;
    if (wholeDays === 0) return { kind: "too-early" };
    return notWorse(contrasts[due.indexOf(wholeDays)] ?? contrastWith(histories, wholeDays), input);
  }
  const suffers = controls.map(historyOf).some((control) =>
    firstWorse(
      due.map((hours) => contrastAfter(control, hours)),
      rule,
    ),
  );
  if (suffers) return { kind: "others-too" };
  return { kind: "worse", rise: Math.expm1(worse.rise), deviations: deviations(worse), hours: worse.hours };
}

const longestWatch = 7 * 24;

function levelsOf(
  samples: Samples,
  { isWorse }: LevelInput,
  range: { readonly moment: number; readonly hoursBefore: number; readonly hoursAfter: number },
): HourlyLevels | null {
  const floor = floorOf(samples, range.moment);
  if (floor === null) return null;
  const levels = hourlyLevels(samples, range, floor);
  return isWorse === "higher" ? levels : { ...levels, levels: levels.levels.map((level) => -level) };
}

// Below a quarter of what is usual, a level is good, however much it varies there.
const floorShare = 0.25;

/** `null` where nothing above zero was measured before the change. */
function floorOf({ times, values }: Samples, moment: number): number | null {
  const usual = median(values.filter((value, index) => value > 0 && (times[index] ?? moment) < moment));
  return Number.isFinite(usual) ? usual * floorShare : null;
}

/** Days before the change in which at least half of the hours were measured. */
function daysBefore({ levels, hoursBefore }: HourlyLevels): number {
  let days = 0;
  for (let from = 0; from + 24 <= hoursBefore; from += 24) {
    if (levels.subarray(from, from + 24).filter((level) => !Number.isNaN(level)).length >= 12) days += 1;
  }
  return days;
}

/** The level itself or less what the controls did in the same hours: whichever history shows to vary less. */
function contrastWith({ alone, lessControls }: Histories, hours: number): Contrast | null {
  const own = contrastAfter(alone, hours);
  const less = lessControls === null ? null : contrastAfter(lessControls, hours);
  return less !== null && (own === null || less.deviation < own.deviation) ? less : own;
}

interface Histories {
  readonly alone: History;
  /** `null` without controls. */
  readonly lessControls: History | null;
}

function lessControls(levels: Float64Array, controls: readonly HourlyLevels[]): Float64Array {
  return levels.map((level, at) => {
    const known = controls
      .map((control) => control.levels[at] ?? Number.NaN)
      .filter((other) => !Number.isNaN(other));
    return level - median(known);
  });
}

// One-sided 95 % of a normal distribution.
const ninetyFive = 1.645;

/** Non-inferiority over whole days: the most that the level can have got worse by. */
function notWorse(contrast: Contrast | null, { margin }: LevelInput): LevelFinding {
  if (contrast === null) return { kind: "not-measured" };
  const atMost = Math.expm1(contrast.rise + ninetyFive * contrast.deviation);
  return { kind: atMost < margin ? "not-worse" : "cannot-tell", atMost, hours: contrast.hours };
}
