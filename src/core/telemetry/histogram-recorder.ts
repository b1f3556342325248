import { bucketOf, emptyHistogram, type Histogram, nothing } from "../model/index.ts";

/** An exbibyte, or as many cores: a larger sample is a fault of its exporter. */
export const largestAmount = 2 ** 60;

// Room on both sides of a new bucket, so that a series that wanders makes few copies.
const margin = 16;

/** Some of the samples of two columns. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

export interface Added {
  /** Value times seconds. */
  readonly sum: number;
  readonly max: number;
  readonly seconds: number;
}

/** Builds one histogram sample by sample, or on top of a finished one. */
export class HistogramRecorder {
  #first = 0;
  #seconds = new Float64Array();
  #zeroSeconds = 0;
  #samples = 0;
  #sum = 0;
  #max = 0;

  /** Adds a part of two columns; what is no measurement (negative, infinite) is left out. Gives what was added. */
  add(values: Float64Array, seconds: Float64Array, { from, to }: Part): Added {
    let samples = 0;
    let sum = 0;
    let max = 0;
    let spent = 0;
    let zeroSeconds = 0;
    // Every sample passes here: a field would be looked up at each.
    let [first, counts] = [this.#first, this.#seconds];
    for (let index = from; index < to; index += 1) {
      const value = values[index] ?? Number.NaN;
      const held = seconds[index] ?? 0;
      if (!(value >= 0 && value <= largestAmount)) continue;
      samples += 1;
      sum += value * held;
      spent += held;
      if (value > max) max = value;
      if (value < nothing) {
        zeroSeconds += held;
        continue;
      }
      const bucket = bucketOf(value);
      if (bucket < first || bucket >= first + counts.length) {
        this.#widen(bucket);
        [first, counts] = [this.#first, this.#seconds];
      }
      counts[bucket - first] = (counts[bucket - first] ?? 0) + held;
    }
    this.#samples += samples;
    this.#zeroSeconds += zeroSeconds;
    this.#sum += sum;
    this.#max = Math.max(this.#max, max);
    return { sum, max, seconds: spent };
  }

  addAll(histogram: Histogram): void {
    for (const [at, seconds] of histogram.seconds.entries()) {
      if (seconds > 0) this.#count(histogram.first + at, seconds);
    }
    this.#zeroSeconds += histogram.zeroSeconds;
    this.#samples += histogram.samples;
    this.#sum += histogram.sum;
    this.#max = Math.max(this.#max, histogram.max);
  }

  finish(): Histogram {
    if (this.#samples === 0) return emptyHistogram;
    const used = this.#seconds.findIndex((seconds) => seconds > 0);
    const end = this.#seconds.findLastIndex((seconds) => seconds > 0) + 1;
    return {
      first: used < 0 ? 0 : this.#first + used,
      seconds: used < 0 ? new Float64Array() : this.#seconds.slice(used, end),
      zeroSeconds: this.#zeroSeconds,
      samples: this.#samples,
      sum: this.#sum,
      max: this.#max,
    };
  }

  #count(bucket: number, seconds: number): void {
    if (bucket < this.#first || bucket >= this.#first + this.#seconds.length) this.#widen(bucket);
    const at = bucket - this.#first;
    this.#seconds[at] = (this.#seconds[at] ?? 0) + seconds;
  }

  #widen(bucket: number): void {
    const isEmpty = this.#seconds.length === 0;
    const first = isEmpty ? bucket - margin : Math.min(this.#first, bucket - margin);
    const end = isEmpty ? bucket + margin : Math.max(this.#first + this.#seconds.length, bucket + margin);
    const wider = new Float64Array(end - first);
    wider.set(this.#seconds, isEmpty ? 0 : this.#first - first);
    this.#first = first;
    this.#seconds = wider;
  }
}
