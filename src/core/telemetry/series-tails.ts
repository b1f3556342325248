import type { Labels, RangeSeries } from "../model/index.ts";

/** A series with how long each value held: the time since the sample before. */
export interface TimedSeries extends RangeSeries {
  /** Whole seconds, same length as `times`. Integers, so that sums do not depend on their order. */
  readonly seconds: Float64Array;
  /** Unix seconds of its first sample; `null` where it may have begun before it was first read. */
  readonly began: number | null;
}

/** Where the reading of one series stands. */
export interface SeriesTail {
  readonly time: number;
  readonly value: number;
  readonly began: number | null;
}

// A longer pause between two samples is a hole: what happened in it is not known, and is not spread over it.
export const longestPause = 300;

/**
 * Remembers the last sample of each series, because a series comes in several pages and goes on in the next pass.
 * Samples that were read before, or that come out of order, are left out.
 */
export class SeriesTails {
  readonly #tails: Map<string, SeriesTail>;
  readonly #readFrom: number;
  readonly #interval: number;

  /**
   * `readFrom` (Unix seconds) is where this reading begins. `interval` (seconds) is how long a value counts that has
   * no sample before it.
   */
  constructor(readFrom: number, interval: number, tails: Iterable<readonly [string, SeriesTail]> = []) {
    this.#readFrom = readFrom;
    this.#interval = interval;
    this.#tails = new Map(tails);
  }

  /** A counter as rates from each sample to the next; one that fell was reset and counts on from zero. */
  rates(series: RangeSeries): TimedSeries {
    return this.#follow(series, (value, pause, before) => {
      if (before === null || pause > longestPause) return null;
      return (value >= before ? value - before : value) / pause;
    });
  }

  /** A gauge as it was scraped. */
  values(series: RangeSeries): TimedSeries {
    return this.#follow(series, (value) => value);
  }

  /** The tails of the series that were seen at or after a moment: an older series has ended. */
  since(time: number): readonly (readonly [string, SeriesTail])[] {
    return [...this.#tails].filter(([, tail]) => tail.time >= time);
  }

  #follow(
    series: RangeSeries,
    measure: (value: number, pause: number, before: number | null) => number | null,
  ): TimedSeries {
    const key = seriesKey(series.labels);
    const times = new Float64Array(series.times.length);
    const values = new Float64Array(series.times.length);
    const seconds = new Float64Array(series.times.length);
    let tail = this.#tails.get(key) ?? null;
    let count = 0;
    for (let index = 0; index < series.times.length; index += 1) {
      const time = series.times[index] ?? Number.NaN;
      const value = series.values[index] ?? Number.NaN;
      const pause = tail === null ? this.#interval : time - tail.time;
      if (!(value >= 0 && pause > 0)) continue;
      const measured = measure(value, pause, tail?.value ?? null);
      if (measured !== null) {
        times[count] = time;
        values[count] = measured;
        seconds[count] = Math.max(1, Math.round(pause <= longestPause ? pause : this.#interval));
        count += 1;
      }
      tail = { time, value, began: tail === null ? this.#beginning(time) : tail.began };
    }
    if (tail !== null) this.#tails.set(key, tail);
    return {
      labels: series.labels,
      times: times.subarray(0, count),
      values: values.subarray(0, count),
      seconds: seconds.subarray(0, count),
      began: tail?.began ?? null,
    };
  }

  #beginning(time: number): number | null {
    return time - this.#readFrom > longestPause ? time : null;
  }
}

function seriesKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}
