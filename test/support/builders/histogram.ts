import type { Histogram } from "../../../src/core/model/index.ts";
import { HistogramRecorder } from "../../../src/core/telemetry/histogram-recorder.ts";

/** A histogram of values, each held for so many seconds. */
export function histogramOf(values: readonly (readonly [value: number, seconds: number])[]): Histogram {
  const recorder = new HistogramRecorder();
  recorder.add(
    Float64Array.from(values, ([value]) => value),
    Float64Array.from(values, ([, seconds]) => seconds),
    { from: 0, to: values.length },
  );
  return recorder.finish();
}
