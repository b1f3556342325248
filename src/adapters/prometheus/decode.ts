import type { InstantSample, Labels, RangeSeries } from "../../core/model/index.ts";
import { readSampleValue } from "./sample-value.ts";

/** The data of an answer is not what the API documents. The message completes "the answer ...". */
export class MalformedData extends Error {}

/** The expression is of a type that an instant query of this port cannot give. */
export class UnusableType extends Error {}

/** What was read, and how many samples the server sent for it. */
export interface Decoded<T> {
  readonly value: T;
  readonly samples: number;
  /** Series that hold native histograms, which have no single value and are left out. */
  readonly histograms: number;
}

/** `data` of an instant query: a vector or a scalar. NaN is left out. */
export function decodeInstant(data: unknown): Decoded<readonly InstantSample[]> {
  const { resultType, result } = recordOf(data, "data");
  if (resultType === "scalar") return keepNumbers([{ labels: noLabels, value: readPoint(result)[1] }], 0);
  if (resultType === "matrix" || resultType === "string") throw new UnusableType(resultType);
  if (resultType !== "vector") throw new MalformedData("has no known result type");
  const samples: InstantSample[] = [];
  let histograms = 0;
  for (const item of arrayOf(result, "result")) {
    const { metric, value, histogram } = recordOf(item, "series");
    if (value === undefined && histogram !== undefined) histograms += 1;
    else samples.push({ labels: decodeLabels(metric), value: readPoint(value)[1] });
  }
  return keepNumbers(samples, histograms);
}

/** `data` of a range query: a matrix. Series without a single number are left out. */
export function decodeRange(data: unknown): Decoded<readonly RangeSeries[]> {
  const { resultType, result } = recordOf(data, "data");
  if (resultType !== "matrix") throw new MalformedData("to a range query is not a matrix");
  const series: RangeSeries[] = [];
  let samples = 0;
  let histograms = 0;
  for (const item of arrayOf(result, "result")) {
    const { metric, values, histograms: native } = recordOf(item, "series");
    if (native !== undefined) histograms += 1;
    const points = values === undefined && native !== undefined ? [] : arrayOf(values, "values");
    samples += points.length;
    const decoded = decodePoints(points);
    if (decoded.times.length > 0) series.push({ labels: decodeLabels(metric), ...decoded });
  }
  return { value: series, samples, histograms };
}

/** `data` of a series request. */
export function decodeSeries(data: unknown): Decoded<readonly Labels[]> {
  return { value: arrayOf(data, "data").map(decodeLabels), samples: 0, histograms: 0 };
}

/** `data` of a label values request. */
export function decodeLabelValues(data: unknown): Decoded<readonly string[]> {
  const value = arrayOf(data, "data").map((item) => textOf(item, "label value"));
  return { value, samples: 0, histograms: 0 };
}

function keepNumbers(
  samples: readonly InstantSample[],
  histograms: number,
): Decoded<readonly InstantSample[]> {
  const value = samples.filter((sample) => !Number.isNaN(sample.value));
  return { value, samples: samples.length, histograms };
}

function decodePoints(points: readonly unknown[]): { times: Float64Array; values: Float64Array } {
  const times = new Float64Array(points.length);
  const values = new Float64Array(points.length);
  let kept = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const [time, value] = readPoint(point);
    if (time <= last) throw new MalformedData("holds samples out of order");
    last = time;
    if (Number.isNaN(value)) continue;
    times[kept] = time;
    values[kept] = value;
    kept += 1;
  }
  // A view would keep the longer buffers alive.
  return kept === points.length
    ? { times, values }
    : { times: times.slice(0, kept), values: values.slice(0, kept) };
}

function readPoint(point: unknown): readonly [time: number, value: number] {
  if (!Array.isArray(point) || point.length !== 2)
    throw new MalformedData("holds a sample that is not a pair");
  const time: unknown = point[0];
  const value = readSampleValue(point[1]);
  if (typeof time !== "number" || !Number.isFinite(time))
    throw new MalformedData("holds a malformed timestamp");
  if (value === null) throw new MalformedData("holds a malformed sample value");
  return [time, value];
}

const noLabels: Labels = Object.freeze(Object.create(null));

// Without a prototype: a label may be called `constructor` or `__proto__`.
function decodeLabels(metric: unknown): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(recordOf(metric, "label set")))
    labels[name] = textOf(value, "label value");
  return labels;
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new MalformedData(`has a malformed ${what}`);
}

function arrayOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MalformedData(`has a malformed ${what}`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new MalformedData(`has a malformed ${what}`);
}
