import type { RangeSeries } from "../../model/index.ts";
import { median } from "../robust.ts";

/** A measurement over time, whatever its labels. */
export type Samples = Pick<RangeSeries, "times" | "values">;

/** The level of each hour before and after a moment, on the natural logarithm; NaN where too little was measured. */
export interface HourlyLevels {
  /** Hour `index - hoursBefore` begins that many hours after the moment. */
  readonly levels: Float64Array;
  readonly hoursBefore: number;
}

export interface HourRange {
  /** Unix seconds; hours begin and end there. */
  readonly moment: number;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
}

const hour = 3600;

// An hour counts if it has half of what an ordinary hour has.
const leastShare = 0.5;

/**
 * The median of the logarithms in each hour: half an hour of spikes leaves it where it was. Values near zero have no
 * useful logarithm (from 1e-9 to 1e-6 is no regression), so that none counts for less than `floor`.
 */
export function hourlyLevels(samples: Samples, range: HourRange, floor: number): HourlyLevels {
  const perHour = samplesPerHour(samples, range);
  const ordinary = median(perHour.filter((hourly) => hourly.length > 0).map((hourly) => hourly.length));
  const levels = perHour.map((hourly) =>
    hourly.length > 0 && hourly.length >= ordinary * leastShare
      ? Math.log(Math.max(median(hourly), floor))
      : Number.NaN,
  );
  return { levels: Float64Array.from(levels), hoursBefore: range.hoursBefore };
}

function samplesPerHour({ times, values }: Samples, range: HourRange): readonly number[][] {
  const count = range.hoursBefore + range.hoursAfter;
  const perHour = Array.from({ length: count }, (): number[] => []);
  const start = range.moment - range.hoursBefore * hour;
  for (let index = firstFrom(times, start); index < times.length; index += 1) {
    const at = Math.floor(((times[index] ?? 0) - start) / hour);
    if (at >= count) break;
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value)) perHour[at]?.push(value);
  }
  return perHour;
}

function firstFrom(times: Float64Array, start: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
