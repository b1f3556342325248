import { median, quantile, robustDeviation } from "../robust.ts";
import type { HourlyLevels } from "./hourly-levels.ts";
import { type Season, seasons } from "./seasons.ts";
import { windowLevels } from "./window-levels.ts";

/** What some hours after a moment came to, and what such hours come to when nothing is changed. On the logarithm. */
export interface Contrast {
  readonly hours: number;
  /** The rise that can be told best: over the hours just before, or over the same hours of the week before. */
  readonly rise: number;
  /** After against just before, less the same contrast at the same hour of other days: difference in differences. */
  readonly aboveBefore: number;
  /** After against the same hours of the week before. */
  readonly aboveWeek: number;
  /** Standard deviation of `rise` over moments without a change (placebos), never less than their tails allow. */
  readonly deviation: number;
  readonly highestPlacebo: number;
  /** Days with placebos. */
  readonly days: number;
}

/** Hours just before the moment; which of them serves best is history's choice. `null`: as many as come after. */
const baselines = [null, 6, 12, 24] as const;

/**
 * The contrast at the moment with the placebos that spread least. Which season and which baseline that is depends on
 * history alone, so that it is chosen before the outcome is seen. `null` where history or the hours are not there.
 */
export function contrastAfter({ levels, hoursBefore }: HourlyLevels, hours: number): Contrast | null {
  const after = windowLevels(levels, hours);
  const moment = { at: hoursBefore, hours };
  const lengths = new Set(baselines.map((length) => length ?? hours));
  const before = steadiest(
    [...lengths].flatMap((length) => {
      const then = windowLevels(levels, length);
      const steps = after.map((level, at) => level - (then[at - length] ?? Number.NaN));
      return seasons.map(({ expect }) => placeboed(expect, steps, moment));
    }),
  );
  const week = steadiest(
    seasons.map(({ before }) =>
      placeboed(
        noExpectation,
        after.map((level, at) => level - before(after, at, hours)),
        moment,
      ),
    ),
  );
  const best = steadiest([before, week]);
  if (before === null || week === null || best === null) return null;
  if (Number.isNaN(before.rise) || Number.isNaN(week.rise)) return null;
  return { ...best, hours, aboveBefore: before.rise, aboveWeek: week.rise };
}

type Placeboed = Pick<Contrast, "rise" | "deviation" | "highestPlacebo" | "days">;

function steadiest(candidates: readonly (Placeboed | null)[]): Placeboed | null {
  return candidates.reduce(
    (best, one) => (one !== null && (best === null || one.deviation < best.deviation) ? one : best),
    null,
  );
}

const noExpectation: Season["expect"] = () => 0;

interface Moment {
  readonly at: number;
  readonly hours: number;
}

const leastDays = 5;

/** `steps`: at each hour, the level after it less what it is compared with. */
function placeboed(expect: Season["expect"], steps: Float64Array, { at, hours }: Moment): Placeboed | null {
  const end = at - hours + 1;
  const riseAt = (hour: number): number => (steps[hour] ?? Number.NaN) - expect(steps, hour, end);
  const { placebos, days } = placebosOf(riseAt, at, hours);
  if (days < leastDays) return null;
  const centre = median(placebos);
  return {
    // A centre below zero (levels that fall all the time) is no credit.
    rise: riseAt(at) - Math.max(0, centre),
    deviation: deviationOf(placebos, centre),
    highestPlacebo: placebos.reduce((highest, placebo) => Math.max(highest, placebo), -Infinity),
    days,
  };
}

// The level of an hour and of its neighbours varies alike, and five times the placebos steady the deviation.
const hoursAround = 2;

function placebosOf(
  riseAt: (at: number) => number,
  moment: number,
  hours: number,
): { readonly placebos: readonly number[]; readonly days: number } {
  const placebos: number[] = [];
  let days = 0;
  for (let day = moment - 24; day >= -hoursAround; day -= 24) {
    const before = placebos.length;
    for (let at = day - hoursAround; at <= day + hoursAround; at += 1) {
      const rise = at + hours > moment ? Number.NaN : riseAt(at);
      if (!Number.isNaN(rise)) placebos.push(rise);
    }
    if (placebos.length > before) days += 1;
  }
  return { placebos, days };
}

// What the middle of the placebos shows, unless their tails show more. Of 150 normal numbers that come in fives, the highest
// lies seldom more than 3 deviations above the middle, and the 95th of a hundred seldom more than 2.
const highestAt = 3;
const ninetyFifthAt = 2;

// A thousandth: below it, rounding would be taken for evidence.
const leastDeviation = 1e-3;

function deviationOf(placebos: readonly number[], centre: number): number {
  const ascending = Float64Array.from(placebos).sort();
  return Math.max(
    robustDeviation(ascending),
    (quantile(ascending, 1) - centre) / highestAt,
    (quantile(ascending, 0.95) - centre) / ninetyFifthAt,
    leastDeviation,
  );
}
