import type { Samples } from "./level/hourly-levels.ts";
import { mean, median } from "./robust.ts";

/** What a service had to do since a change, as shares of what it usually has; `null` where that is not known. */
export interface Traffic {
  /** Of the same hours of the seven days before. */
  readonly trafficShare: number | null;
  /** The busiest hour, of the median of the busiest hours of the seven days before. */
  readonly peakShare: number | null;
}

const hour = 3600;
const day = 24 * hour;
const days = 7;
// Fewer days do not tell what is usual.
const leastDays = 3;

/** `requests` are per second, at times in ascending seconds; `liveAt` and `now` are seconds, too. */
export function trafficOf(requests: Samples, { liveAt, now }: { liveAt: number; now: number }): Traffic {
  const hours = hourlyMeans(requests);
  const first = Math.ceil(liveAt / hour);
  // The hour that is under way is none yet.
  const since = within(hours, first, Math.floor(now / hour));
  const usual = since.flatMap(([at]) => ordinary(hours, at, first));
  const peaks = Array.from({ length: days }, (_, ago) =>
    busiest(within(hours, first - (ago + 1) * 24, first - ago * 24)),
  ).flatMap((peak) => peak ?? []);
  const peak = busiest(since);
  return {
    trafficShare:
      usual.length < since.length ? null : share(mean(since.map(([, rate]) => rate)), mean(usual)),
    peakShare: peak === null || peaks.length < leastDays ? null : share(peak, median(peaks)),
  };
}

type Hour = readonly [at: number, rate: number];

/** By hours since the epoch. */
function hourlyMeans({ times, values }: Samples): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [index, time] of times.entries()) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const at = Math.floor(time / hour);
    const { sum, count } = sums.get(at) ?? { sum: 0, count: 0 };
    sums.set(at, { sum: sum + value, count: count + 1 });
  }
  return new Map([...sums].map(([at, { sum, count }]) => [at, sum / count]));
}

/** Hours from one up to before another, as far as they were measured. */
function within(hours: ReadonlyMap<number, number>, from: number, to: number): readonly Hour[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).flatMap((at) => {
    const rate = hours.get(at);
    return rate === undefined ? [] : [[at, rate] as const];
  });
}

/** The rates of the same hour on the last days before the change. */
function ordinary(hours: ReadonlyMap<number, number>, at: number, before: number): readonly number[] {
  const rates: number[] = [];
  const inDay = day / hour;
  for (let earlier = at - inDay; earlier >= before - days * inDay; earlier -= inDay) {
    const rate = earlier < before ? hours.get(earlier) : undefined;
    if (rate !== undefined) rates.push(rate);
  }
  return rates;
}

function busiest(hours: readonly Hour[]): number | null {
  return hours.length === 0 ? null : Math.max(...hours.map(([, rate]) => rate));
}

function share(part: number, whole: number): number | null {
  return whole > 0 && Number.isFinite(part) ? part / whole : null;
}
