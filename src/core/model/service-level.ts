import type { Duration } from "./instant.ts";

/** How it is told whether a service does what it should, as queries. Every query is PromQL of one number. */
export interface ServiceLevel {
  readonly name: string;
  /** The service it is of; empty where the declaration does not say. */
  readonly service: string;
  readonly indicator: Indicator;
  /** Share of good events that is promised, above 0 and below 1; `null` where nothing is promised. */
  readonly objective: number | null;
  /** The period of the objective. */
  readonly period: Duration;
  /** Where it was found: a file, or the metric that was detected. */
  readonly origin: string;
}

/** `$window` in a query stands for a range such as `5m`. */
export type Indicator =
  | { readonly kind: "errors"; readonly bad: string; readonly total: string }
  | { readonly kind: "successes"; readonly good: string; readonly total: string }
  | { readonly kind: "error-ratio"; readonly ratio: string }
  | { readonly kind: "latency"; readonly seconds: string };
