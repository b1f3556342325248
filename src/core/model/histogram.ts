/**
 * How long a quantity (cores, bytes) stayed at which value. Buckets grow by a constant factor, so that every quantile
 * carries a relative error of at most `relativeError` (the log-linear buckets of HdrHistogram). Histograms of parts add up
 * to the histogram of the whole, whatever the order: weights are whole seconds.
 */
export interface Histogram {
  /** Bucket of the first weight. */
  readonly first: number;
  /** Seconds spent in each bucket from `first` on. */
  readonly seconds: Float64Array;
  /** Seconds spent at nothing. */
  readonly zeroSeconds: number;
  readonly samples: number;
  /** Value times seconds, for the mean. */
  readonly sum: number;
  /** Exact. */
  readonly max: number;
}

// Each power of two is cut into so many equal buckets, by the first bits of the mantissa: no logarithm is taken.
const bucketBits = 5;
const bucketsAnOctave = 2 ** bucketBits;

/** Half the width of the widest bucket, seen from its middle. */
export const relativeError = 1 / (2 * bucketsAnOctave + 1);

// A double as its two halves; which half holds the exponent depends on the machine.
const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
const upper = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const mantissaBits = 20 - bucketBits;
const exponentBias = 1023;

// Below ten microcores or ten bytes a value is nothing; buckets for such values would grow without use.
export const nothing = 1e-5;

export const emptyHistogram: Histogram = {
  first: 0,
  seconds: new Float64Array(),
  zeroSeconds: 0,
  samples: 0,
  sum: 0,
  max: 0,
};

/** The bucket of a value that is not nothing: its exponent and the first bits of its mantissa. */
export function bucketOf(value: number): number {
  double[0] = value;
  return ((halves[upper] ?? 0) >> mantissaBits) - exponentBias * bucketsAnOctave;
}

/** Where a bucket begins. */
function startOf(bucket: number): number {
  const octave = Math.floor(bucket / bucketsAnOctave);
  return 2 ** octave * (1 + (bucket - octave * bucketsAnOctave) / bucketsAnOctave);
}

/** The middle of a bucket, which is at most `relativeError` away from each of its values. */
export function bucketValue(bucket: number): number {
  return (startOf(bucket) + startOf(bucket + 1)) / 2;
}

export function secondsIn({ seconds, zeroSeconds }: Histogram): number {
  let total = zeroSeconds;
  for (let at = 0; at < seconds.length; at += 1) total += seconds[at] ?? 0;
  return total;
}

export function meanOf(histogram: Histogram): number {
  return histogram.sum / secondsIn(histogram);
}

/** Adds up histograms, each times its weight. */
export function mergeHistograms(
  parts: readonly Histogram[],
  weightOf: (index: number) => number = () => 1,
): Histogram {
  const filled = parts.filter(({ seconds }) => seconds.length > 0);
  const first = filled.reduce((least, part) => Math.min(least, part.first), Infinity);
  const end = filled.reduce((most, part) => Math.max(most, part.first + part.seconds.length), -Infinity);
  const seconds = new Float64Array(filled.length === 0 ? 0 : end - first);
  let zeroSeconds = 0;
  let samples = 0;
  let sum = 0;
  let max = 0;
  for (const [index, part] of parts.entries()) {
    const weight = weightOf(index);
    const offset = part.first - first;
    for (let at = 0; at < part.seconds.length; at += 1) {
      seconds[offset + at] = (seconds[offset + at] ?? 0) + (part.seconds[at] ?? 0) * weight;
    }
    zeroSeconds += part.zeroSeconds * weight;
    samples += part.samples;
    sum += part.sum * weight;
    max = Math.max(max, part.max);
  }
  return { first: filled.length === 0 ? 0 : first, seconds, zeroSeconds, samples, sum, max };
}

/** The least value that usage does not pass for this share of the time; 0 without any time. */
export function quantileOf(histogram: Histogram, share: number): number {
  const { first, seconds, zeroSeconds, max } = histogram;
  // Sums of fractions may end a hair below the whole.
  const wanted = secondsIn(histogram) * share * (1 - 1e-12);
  let passed = zeroSeconds;
  if (passed >= wanted) return 0;
  for (const [at, one] of seconds.entries()) {
    passed += one;
    if (passed >= wanted) return Math.min(max, bucketValue(first + at));
  }
  return max;
}

/** Share of the time in which usage lay above a value, 0 to 1; within its bucket, time counts evenly. */
export function shareAbove(histogram: Histogram, value: number): number {
  const total = secondsIn(histogram);
  if (total === 0 || value >= histogram.max) return 0;
  if (value < nothing) return (total - histogram.zeroSeconds) / total;
  const { first, seconds } = histogram;
  const bucket = bucketOf(value);
  let above = 0;
  for (let at = Math.max(0, bucket - first + 1); at < seconds.length; at += 1) above += seconds[at] ?? 0;
  const [start, end] = [startOf(bucket), startOf(bucket + 1)];
  const within = (seconds[bucket - first] ?? 0) * ((end - value) / (end - start));
  return (above + within) / total;
}
