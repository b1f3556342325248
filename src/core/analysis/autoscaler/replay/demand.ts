import { syncPeriod } from "../hpa/controller.ts";

/** What is asked of all pods of a workload together, once for each look of the controller. */
export interface Demand {
  /** Unix seconds of the first look. */
  readonly start: number;
  /** In the unit of the request; NaN: not known (a gap, or usage that a limit held down). */
  readonly values: Float64Array;
}

/** Usage of all pods together, ascending in time. */
export interface DemandSeries {
  /** Unix seconds. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Usage stood at the limit or was throttled, so that more may have been asked. */
  readonly isCensored?: (index: number) => boolean;
}

// Samples further apart than some scrapes leave open what lay between them.
const gapSteps = 4;
const leastGap = 120;
// A year of looks; a longer series is a mistake, and would take gigabytes.
const mostLooks = 366 * 5760;

/**
 * Demand at every look, on the line between two samples: rates are averages over a window, and real load does not jump at
 * the moment at which it is scraped.
 */
export function sampleDemand({ times, values, isCensored }: DemandSeries): Demand {
  const start = times[0] ?? 0;
  const span = times.length > 0 ? (times[times.length - 1] ?? 0) - start : 0;
  const count = times.length === 0 ? 0 : Math.min(mostLooks, Math.floor(span / syncPeriod) + 1);
  const looks = new Float64Array(count).fill(Number.NaN);
  const gap = Math.max(leastGap, gapSteps * medianStep(times));
  let after = 0;
  for (let look = 0; look < count; look += 1) {
    const at = start + look * syncPeriod;
    while (after < times.length - 1 && (times[after] ?? Infinity) < at) after += 1;
    const before = (times[after] ?? 0) > at ? after - 1 : after;
    if (isCensored?.(after) === true || isCensored?.(before) === true) continue;
    const [from, to] = [times[before] ?? at, times[after] ?? at];
    if (to - from > gap) continue;
    const low = values[before] ?? Number.NaN;
    const share = to === from ? 0 : (at - from) / (to - from);
    looks[look] = low + share * ((values[after] ?? Number.NaN) - low);
  }
  return { start, values: looks };
}

/** A part of it, by looks. */
export function partOf({ start, values }: Demand, from: number, to: number): Demand {
  return { start: start + from * syncPeriod, values: values.subarray(from, to) };
}

function medianStep(times: ArrayLike<number>): number {
  const steps = Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, index) => {
    return (times[index + 1] ?? 0) - (times[index] ?? 0);
  }).sort();
  return steps[steps.length >> 1] ?? syncPeriod;
}
