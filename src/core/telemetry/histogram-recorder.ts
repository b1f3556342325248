import { bucketOf, emptyHistogram, type Histogram, nothing } from "../model/index.ts";

/** An exbibyte, or as many cores: a larger sample is a fault of its exporter. */
export const largestAmount = 2 ** 60;

// Room on both sides of a new bucket, so that a series that wanders makes few copies.
const margin = 16;

/** Builds one histogram sample by sample, or on top of a finished one. */
export class HistogramRecorder {
  #first = 0;
  #seconds = new Float64Array();
  #zeroSeconds = 0;
  #samples = 0;
  #sum = 0;
  #max = 0;

  /** The value must be measured: neither negative nor NaN. */
  add(value: number, seconds: number): void {
    this.#samples += 1;
    this.#sum += value * seconds;
    if (value > this.#max) this.#max = value;
    if (value < nothing) this.#zeroSeconds += seconds;
    else this.#count(bucketOf(value), seconds);
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
    const at = bucket - this.#first;
    const known = this.#seconds[at];
    if (known === undefined) this.#widen(bucket);
    this.#seconds[bucket - this.#first] = (known ?? 0) + seconds;
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
