import { bucketOf, type Histogram, nothing, type Usage } from "../model/index.ts";

/** The days a value is chosen on. */
export interface Basis {
  readonly days: readonly Histogram[];
  /** One pod stands out on most days, and the days are its own. */
  readonly isSkewed: boolean;
}

/**
 * All pods together, unless one stands out on most days: every pod gets the same value, and the one that does the most
 * must be able to live with it. Which pod that is may change from day to day.
 */
export function basisOf({ days }: Usage): Basis {
  const isSkewed = days.filter(({ hottest }) => hottest !== null).length * 2 > days.length;
  return { days: days.map(({ all, hottest }) => (isSkewed ? (hottest ?? all) : all)), isSkewed };
}

/** Each day as its highest moment alone: a limit is passed by a peak, however short. */
export function dailyPeaks({ days }: Usage): readonly Histogram[] {
  return days.map(({ all: { max } }) => ({
    first: max < nothing ? 0 : bucketOf(max),
    seconds: max < nothing ? new Float64Array() : Float64Array.of(1),
    zeroSeconds: max < nothing ? 1 : 0,
    samples: 1,
    sum: max,
    max,
  }));
}
