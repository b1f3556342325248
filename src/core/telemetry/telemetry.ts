import type { Evidence, Instant, Prices, Window } from "../model/index.ts";

/** Everything that one pass learned from a metrics source. */
export interface Telemetry {
  /** Product and version of the source. */
  readonly product: string;
  readonly readAt: Instant;
  readonly window: Window;
  readonly evidence: readonly Evidence[];
  readonly prices: Prices | null;
  /** What could not be measured, a sentence each: a namespace that failed, a warning of the server. */
  readonly notices: readonly string[];
  readonly cost: { readonly queries: number; readonly samples: number; readonly bytes: number };
}
