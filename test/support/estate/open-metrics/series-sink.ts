import { createHash } from "node:crypto";
import { LineWriter, type SeriesPrefix } from "./line-writer.ts";

/** Takes samples of a series at a time. Items and times are in order, in Unix milliseconds. */
export interface SampleSink {
  /** One sample for each item, with the value rounded to an integer. */
  whole<T extends Timed>(series: SeriesPrefix, items: readonly T[], value: (item: T) => number): void;
  /** One sample for each item, with the value rounded to a millionth. */
  decimal<T extends Timed>(series: SeriesPrefix, items: readonly T[], value: (item: T) => number): void;
  /** The same value at each of the times. */
  constant(series: SeriesPrefix, value: number, times: readonly number[]): void;
}

interface Timed {
  readonly time: number;
}

/** Writes whole series as text and counts them. */
export class SeriesSink implements SampleSink {
  readonly writer = new LineWriter();
  readonly #seen = new Set<string>();

  /** Different series so far. */
  get series(): number {
    return this.#seen.size;
  }

  whole<T extends Timed>(series: SeriesPrefix, items: readonly T[], value: (item: T) => number): void {
    this.#write(series, items, value, 1, 0);
  }

  decimal<T extends Timed>(series: SeriesPrefix, items: readonly T[], value: (item: T) => number): void {
    this.#write(series, items, value, 1e6, 6);
  }

  constant(series: SeriesPrefix, value: number, times: readonly number[]): void {
    if (times.length > 0) this.#note(series);
    for (const time of times) this.writer.sample(series, value * 1e6, 6, time);
  }

  #write<T extends Timed>(
    series: SeriesPrefix,
    items: readonly T[],
    value: (item: T) => number,
    scale: number,
    decimals: number,
  ): void {
    if (items.length > 0) this.#note(series);
    for (const item of items) this.writer.sample(series, value(item) * scale, decimals, item.time);
  }

  // A short digest instead of the text: a benchmark estate has hundreds of thousands of them.
  #note(series: SeriesPrefix): void {
    this.#seen.add(createHash("md5").update(series).digest("base64").slice(0, 12));
  }
}
