import { DDSketch } from "@datadog/sketches-js";
import {
  type Distribution,
  instant,
  type Profile,
  type QuantileName,
  quantileNames,
  type RangeSeries,
  type Usage,
} from "../model/index.ts";
import type { Sampling } from "./questions.ts";

// One per cent on every quantile for 3 KB a container (DDSketch, VLDB 2019).
const relativeError = 0.01;

// Below ten microcores or ten bytes a value is nothing; a sketch of such values would grow without use.
const nothing = 1e-5;

/** An exbibyte, or as many cores: a larger sample is a fault of its exporter. */
export const largestAmount = 2 ** 60;

const quantileValues: Readonly<Record<QuantileName, number>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p98: 0.98,
  p99: 0.99,
  p999: 0.999,
};

interface PodSpan {
  first: number;
  last: number;
  /** One bit a step: two scrapers of one pod, or two replicas of Prometheus, fill the same step once. */
  readonly steps: Uint8Array;
}

/** Folds the samples of one resource of one container, page by page, into a few kilobytes. */
export class UsageRecorder {
  readonly #sampling: Sampling;
  readonly #sketch = new DDSketch({ relativeAccuracy: relativeError });
  readonly #pods = new Map<string, PodSpan>();
  readonly #profile: ProfileRecorder;

  constructor(sampling: Sampling) {
    this.#sampling = sampling;
    this.#profile = new ProfileRecorder(sampling);
  }

  add(pod: string, series: RangeSeries): void {
    const span = this.#pods.get(pod) ?? this.#newSpan();
    for (const [index, time] of series.times.entries()) {
      const value = series.values[index];
      if (value === undefined || !(value >= 0 && value <= largestAmount)) continue;
      this.#sketch.accept(value < nothing ? 0 : value);
      this.#profile.add(time, value);
      span.first = Math.min(span.first, time);
      span.last = Math.max(span.last, time);
      const step = this.#stepOf(time);
      span.steps[step >> 3] = (span.steps[step >> 3] ?? 0) | (1 << (step & 7));
    }
    if (span.last >= span.first) this.#pods.set(pod, span);
  }

  /** The pod that started last, which runs what is rolled out now; `null` without samples. */
  newestPod(): string | null {
    let newest: [string, PodSpan] | null = null;
    for (const entry of this.#pods) if (newest === null || entry[1].first > newest[1].first) newest = entry;
    return newest?.[0] ?? null;
  }

  pods(): IterableIterator<string> {
    return this.#pods.keys();
  }

  /** `null` when no sample was seen: that is not the same as no usage. */
  finish(): Usage | null {
    if (this.#sketch.count === 0) return null;
    const step = this.#sampling.stepSeconds;
    const spans = [...this.#pods.values()];
    const first = spans.reduce((least, span) => Math.min(least, span.first), Infinity);
    const last = spans.reduce((most, span) => Math.max(most, span.last), -Infinity);
    const expected = spans.reduce((sum, span) => sum + stepsBetween(span.first, span.last, step), 0);
    return {
      distribution: this.#distribution(),
      profile: this.#profile.finish(),
      seen: { from: instant(first * 1000), to: instant(last * 1000) },
      coverage: Math.min(1, spans.reduce((sum, span) => sum + bitsIn(span.steps), 0) / expected),
      meanPods: expected / stepsBetween(first, last, step),
    };
  }

  #newSpan(): PodSpan {
    const { window, stepSeconds } = this.#sampling;
    const steps = Math.ceil((window.to - window.from) / 1000 / stepSeconds) + 1;
    return { first: Infinity, last: -Infinity, steps: new Uint8Array((steps >> 3) + 1) };
  }

  #stepOf(time: number): number {
    const { window, stepSeconds } = this.#sampling;
    return Math.max(0, Math.round((time - window.from / 1000) / stepSeconds));
  }

  #distribution(): Distribution {
    const sketch = this.#sketch;
    const quantiles = quantileNames.map((name) => [
      name,
      Math.min(sketch.max, sketch.getValueAtQuantile(quantileValues[name])),
    ]);
    return {
      samples: sketch.count,
      mean: sketch.sum / sketch.count,
      max: sketch.max,
      quantiles: Object.fromEntries(quantiles) as Record<QuantileName, number>,
      relativeError,
    };
  }
}

function bitsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let byte of bytes) for (; byte !== 0; byte &= byte - 1) count += 1;
  return count;
}

function stepsBetween(first: number, last: number, step: number): number {
  return Math.round((last - first) / step) + 1;
}

// A chart of two weeks by the hour has 336 points; longer windows take longer steps.
const longestProfile = 336;

class ProfileRecorder {
  readonly #start: number;
  readonly #step: number;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #count: Uint32Array;

  constructor(sampling: Sampling) {
    const start = sampling.window.from / 1000;
    const length = sampling.window.to / 1000 - start;
    const least = Math.max(sampling.stepSeconds, length / longestProfile);
    this.#start = start;
    this.#step = Math.ceil(least / sampling.stepSeconds) * sampling.stepSeconds;
    const steps = Math.floor(length / this.#step) + 1;
    this.#max = new Float64Array(steps);
    this.#sum = new Float64Array(steps);
    this.#count = new Uint32Array(steps);
  }

  add(time: number, value: number): void {
    const at = Math.floor((time - this.#start) / this.#step);
    if (at < 0 || at >= this.#count.length) return;
    this.#max[at] = Math.max(this.#max[at] ?? 0, value);
    this.#sum[at] = (this.#sum[at] ?? 0) + value;
    this.#count[at] = (this.#count[at] ?? 0) + 1;
  }

  finish(): Profile {
    const seen = <T>(value: (at: number, count: number) => T): (T | null)[] =>
      Array.from(this.#count, (count, at) => (count === 0 ? null : value(at, count)));
    return {
      stepSeconds: this.#step,
      start: this.#start,
      max: seen((at) => this.#max[at] ?? 0),
      mean: seen((at, count) => (this.#sum[at] ?? 0) / count),
    };
  }
}
