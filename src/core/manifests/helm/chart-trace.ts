import type { TracedContainer, TracedValue } from "../trace.ts";
import type { CountName } from "./rendered-fields.ts";

/** What decides the settings of one chart in one environment. */
export interface ChartTrace {
  readonly containers: readonly TracedContainer[];
  readonly counts: readonly TracedCount[];
  /** Files of values that are merged, the chart's own included. */
  readonly valuesFiles: readonly string[];
}

/** A number of replicas, or a bound or target of an autoscaler, as a field of an object. */
export interface TracedCount {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly count: CountName;
  /** As it is rendered. */
  readonly raw: string;
  readonly place: CountPlace | null;
}

/** Where the count is written. */
interface CountPlace {
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly through: Extract<TracedValue, { from: "slot" }>["through"];
}
