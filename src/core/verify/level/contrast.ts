import { quantile } from "../robust.ts";
import type { History } from "./history.ts";
import { weekBefore } from "./week-before.ts";

/** What some hours after a moment came to, and what such hours come to when nothing is changed. On the logarithm. */
export interface Contrast {
  readonly hours: number;
  /** The rise that can be told best: over hours before, without seasons, or over the same hours of earlier days. */
  readonly rise: number;
  /** The smallest of the rises over the day before, over up to a week before, and over the same hours of earlier days. */
  readonly leastView: number;
  /** Standard deviation of `rise` over moments without a change (placebos). */
  readonly deviation: number;
  /** The highest placebo around the same hour of the day. */
  readonly highest: number;
  /** The highest placebo of any hour. */
  readonly highestEver: number;
  /** Days with placebos. */
  readonly days: number;
}

// Hours before the moment; which of them serves best is history's choice. `null`: as many as come after.
const near = [null, 6, 12, 24] as const;
const far = [72, 168] as const;

/**
 * The contrast at the moment with the placebos that spread least. Which season and which baseline that is depends on
 * history alone, so that it is chosen before the outcome is seen. `null` where history or the hours are not there.
 */
export function contrastAfter(history: History, hours: number): Contrast | null {
  const dayBefore = aboveHoursBefore(history, hours, near);
  const anyBefore = steadiest([dayBefore, aboveHoursBefore(history, hours, far)]);
  const after = history.asMeasured(hours);
  const moment = { at: history.hoursBefore, hours };
  const week = steadiest(weekBefore(after, hours).map((usual) => placeboed(less(after, usual), moment)));
  const best = steadiest([anyBefore, week]);
  if (dayBefore === null || anyBefore === null || week === null || best === null) return null;
  return { ...best, hours, leastView: Math.min(dayBefore.rise, anyBefore.rise, week.rise) };
}

function aboveHoursBefore(
  { hoursBefore, seasons }: History,
  hours: number,
  lengths: readonly (number | null)[],
): Placeboed | null {
  const distinct = [...new Set(lengths.map((length) => length ?? hours))];
  return steadiest(
    seasons.flatMap((windows) =>
      distinct.map((length) => {
        const before = windows(length);
        const rises = windows(hours).map((level, at) => level - (before[at - length] ?? Number.NaN));
        return placeboed(rises, { at: hoursBefore, hours });
      }),
    ),
  );
}

function less(levels: Float64Array, usual: Float64Array): Float64Array {
  return levels.map((level, at) => level - (usual[at] ?? Number.NaN));
}

type Placeboed = Omit<Contrast, "hours" | "leastView">;

function steadiest(candidates: readonly (Placeboed | null)[]): Placeboed | null {
  return candidates.reduce(
    (best, one) => (one !== null && (best === null || one.deviation < best.deviation) ? one : best),
    null,
  );
}

interface Moment {
  readonly at: number;
  readonly hours: number;
}

const leastDays = 5;

// A thousandth: below it, rounding would be taken for evidence.
const leastDeviation = 1e-3;

/** `rises`: at each hour, the level after it less what it is compared with. */
function placeboed(rises: Float64Array, { at, hours }: Moment): Placeboed | null {
  const { around, days } = placebosAround(rises, at, hours);
  const rise = rises[at] ?? Number.NaN;
  if (days < leastDays || Number.isNaN(rise)) return null;
  // At any hour, but for windows that reach beyond the moment.
  const ever = known(rises.slice(0, at - hours + 1).sort());
  const spread = middleDeviation(around);
  return {
    // A centre below zero (levels that fall all the time) is no credit.
    rise: rise - Math.max(0, quantile(around, 0.5)),
    // Hours of the day vary differently, so that those around count; but there are few, which may look calm by chance.
    deviation: Math.max(spread, (spread + middleDeviation(ever)) / 2, leastDeviation),
    highest: around.at(-1) ?? Number.NaN,
    highestEver: ever.at(-1) ?? Number.NaN,
    days,
  };
}

/** NaN sorts last. */
function known(ascending: Float64Array): Float64Array {
  let length = ascending.length;
  while (length > 0 && Number.isNaN(ascending[length - 1])) length -= 1;
  return ascending.subarray(0, length);
}

// The level of an hour and of its neighbours varies alike, and five times the placebos steady the deviation.
const hoursAround = 2;

/** Ascending, of about the same hour on each day. */
function placebosAround(
  rises: Float64Array,
  moment: number,
  hours: number,
): { readonly around: Float64Array; readonly days: number } {
  const found: number[] = [];
  let days = 0;
  for (let day = moment - 24; day >= -hoursAround; day -= 24) {
    const before = found.length;
    for (let at = day - hoursAround; at <= day + hoursAround; at += 1) {
      const rise = at + hours > moment ? Number.NaN : (rises[at] ?? Number.NaN);
      if (!Number.isNaN(rise)) found.push(rise);
    }
    if (found.length > before) days += 1;
  }
  return { around: Float64Array.from(found).sort(), days };
}

// The first and the last tenth of a normal distribution lie that many standard deviations apart.
const tenths = 2.563;

/** Standard deviation as the middle four fifths show it: few bursts do not widen it, and it is steadier than by the half. */
function middleDeviation(ascending: Float64Array): number {
  return (quantile(ascending, 0.9) - quantile(ascending, 0.1)) / tenths;
}
