import type { Labels, RangeSeries } from "../model/index.ts";

// A longer pause between two samples is a hole: what happened in it is not known, and is not spread over it.
const longestPause = 300;

interface Last {
  readonly time: number;
  readonly value: number;
}

/**
 * Turns the samples of counters into rates from each sample to the next, at the time of the later one. A counter that
 * fell was reset and counts on from zero (as in Prometheus's `rate`). Remembers the last sample of each series, because
 * a series may come in several pages.
 */
export class CounterRates {
  readonly #last = new Map<string, Last>();

  ratesOf(series: RangeSeries): RangeSeries {
    const key = seriesKey(series.labels);
    const times = new Float64Array(series.times.length);
    const values = new Float64Array(series.times.length);
    let last = this.#last.get(key) ?? null;
    let count = 0;
    for (const [index, time] of series.times.entries()) {
      const value = series.values[index] ?? Number.NaN;
      if (!(value >= 0)) continue;
      const pause = last === null ? 0 : time - last.time;
      if (last !== null && pause > 0 && pause <= longestPause) {
        times[count] = time;
        values[count] = (value >= last.value ? value - last.value : value) / pause;
        count += 1;
      }
      last = { time, value };
    }
    if (last !== null) this.#last.set(key, last);
    return { labels: series.labels, times: times.subarray(0, count), values: values.subarray(0, count) };
  }
}

function seriesKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}
