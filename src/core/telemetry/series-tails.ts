import type { Labels, RangeSeries } from "../model/index.ts";
import { hashText } from "./hash-text.ts";

/** A series with how long each value held: the time since the sample before. Good until the next series is followed. */
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

/** Where each series stands, by a hash of its labels. */
export type KeptTails = readonly (readonly [series: number, tail: SeriesTail])[];

/** What is known of the time before the recording begins. */
export interface Earlier {
  /** Seconds before it that are read as well: they tell what the first sample follows on, and what began later. */
  readonly lead?: number;
  readonly tails?: KeptTails;
}

// A longer pause between two samples is a hole: what happened in it is not known, and is not spread over it.
const longestPause = 300;

/**
 * Remembers the last sample of each series, because a series comes in several pages and goes on in the next pass.
 * Samples that were read before, or that come out of order, are left out.
 */
export class SeriesTails {
  readonly #tails: Map<number, SeriesTail>;
  readonly #recordFrom: number;
  readonly #readFrom: number;
  readonly #interval: number;

  /**
   * `recordFrom` (Unix seconds) is where this recording begins. `interval` (seconds) is how long a value counts that
   * has no sample before it.
   */
  constructor(recordFrom: number, interval: number, { lead = 0, tails = [] }: Earlier = {}) {
    this.#recordFrom = recordFrom;
    this.#readFrom = recordFrom - lead;
    this.#interval = interval;
    this.#tails = new Map(tails);
  }

  /** A counter as rates from each sample to the next; one that fell was reset and counts on from zero. */
  rates(series: RangeSeries): TimedSeries {
    return this.#follow(series, true);
  }

  /** A gauge as it was scraped. */
  values(series: RangeSeries): TimedSeries {
    return this.#follow(series, false);
  }

  /** The tails of the series that were seen at or after a moment. */
  since(time: number): KeptTails {
    return [...this.#tails].filter(([, tail]) => tail.time >= time);
  }

  // Every sample passes here: no object is made for any of them. `Math.round` branches on which side of a whole number
  // its argument lies, which jitter makes a matter of chance: `Math.floor` is the same here, for half of the time.
  #follow({ labels, times: all, values: scraped }: RangeSeries, isCounter: boolean): TimedSeries {
    const key = seriesKey(labels);
    const tail = this.#tails.get(key);
    const { times, values, seconds } = columnsOf(all.length);
    // A number out of an object would be boxed again at every sample; `Number` tells the compiler that it is one.
    const recordFrom = Number(this.#recordFrom);
    const interval = Number(this.#interval);
    let before = Number(tail?.time);
    let held = Number(tail?.value);
    let first = Number.NaN;
    let count = 0;
    for (let index = 0; index < all.length; index += 1) {
      const time = all[index] ?? Number.NaN;
      const value = scraped[index] ?? Number.NaN;
      const pause = time - before;
      if (!(value >= 0) || pause <= 0) continue;
      // Neither of the first sample nor of one after a hole: the time before those is not known.
      const isKnown = pause <= longestPause;
      if (time >= recordFrom && (isKnown || !isCounter)) {
        times[count] = time;
        values[count] = isCounter ? (value >= held ? value - held : value) / pause : value;
        seconds[count] = Math.max(1, Math.floor((isKnown ? pause : interval) + 0.5));
        count += 1;
      }
      if (!isKnown && Number.isNaN(before)) first = time;
      before = time;
      held = value;
    }
    const began = Number.isNaN(first) ? (tail?.began ?? null) : this.#beginning(first);
    if (!Number.isNaN(before)) this.#tails.set(key, { time: before, value: held, began });
    return {
      labels,
      times: times.subarray(0, count),
      values: values.subarray(0, count),
      seconds: seconds.subarray(0, count),
      began,
    };
  }

  #beginning(time: number): number | null {
    return time - this.#readFrom > longestPause ? time : null;
  }
}

// Filled again and again: new ones for every series would cost more than all that is computed here.
let columns = newColumns(0);

function columnsOf(length: number): typeof columns {
  if (columns.times.length < length) columns = newColumns(2 * length);
  return columns;
}

function newColumns(length: number) {
  return {
    times: new Float64Array(length),
    values: new Float64Array(length),
    seconds: new Float64Array(length),
  };
}

function seriesKey(labels: Labels): number {
  return hashText(JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1))));
}
