import type { Scaler } from "../autoscalers.ts";
import type { TracedCount } from "../counts/traced-count.ts";
import type { TracedContainer } from "../trace.ts";

/** What decides the settings and counts of one chart in one environment. */
export interface ChartTrace {
  readonly containers: readonly TracedContainer[];
  readonly counts: readonly TracedCount[];
  readonly scalers: readonly Scaler[];
  /** Files of values that are merged, the chart's own included. */
  readonly valuesFiles: readonly string[];
}
