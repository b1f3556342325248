import type {
  Instant,
  InstantSample,
  LabelMatcher,
  Labels,
  RangeSeries,
  Window,
} from "../core/model/index.ts";

export type { InstantSample, Labels, RangeSeries } from "../core/model/index.ts";

/** Reads time series. One source is one Prometheus-compatible server and tenant. */
export interface MetricsSource {
  /** Makes sure that this is a Prometheus API that we may read. Throws a PortError otherwise. */
  probe(): Promise<SourceFacts>;
  /** The cheapest way in which this server hands out usage. */
  transport(at: Instant): Promise<Transport>;
  /** Evaluates one expression at one moment. */
  instant(promql: string, at: Instant): Promise<readonly InstantSample[]>;
  /**
   * Reads an expression over time: at the start of the window and at each step after it, before its end. Comes in
   * pages of whole series that fit in memory; the same series may come back in a later page with later samples.
   */
  range(query: RangeQuery): AsyncIterable<readonly RangeSeries[]>;
  /**
   * Reads samples as they were scraped, in pages like `range`, each good until the next one is asked for. Until it is read to its end or left, it counts as one of
   * the requests that are allowed at the same time: ask nothing else before, or it may wait for itself.
   */
  raw(query: RawQuery): AsyncIterable<readonly RangeSeries[]>;
  /** Label sets of the series that a selector matched at any time in the window. */
  series(selector: string, window: Window): Promise<readonly Labels[]>;
  /** Values of one label among the series that the selectors matched in the window. */
  labelValues(label: string, selectors: readonly string[], window: Window): Promise<readonly string[]>;
  /** What the server said so far about its own answers, each once: partial answers, likely mistakes in a query. */
  warnings(): readonly string[];
  /** What was asked of the server so far. */
  cost(): SourceCost;
}

/** Every sample of the series of one metric that all matchers match, as they were scraped. */
export interface RawQuery {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  readonly window: Window;
}

/**
 * `remote-read`: samples as they were scraped, in the chunks of the server's disk. `export`: the same as text, from a
 * VictoriaMetrics. `range`: what the server computes at each step. `quantiles`: what it computes of each day, where it
 * answers no range queries. `raw` works with the first two, `range` with the first three, `instant` always.
 */
export type Transport = "remote-read" | "export" | "range" | "quantiles";

export interface SourceFacts {
  /** Product and version as the server tells them, for example `Prometheus 2.42.0`. */
  readonly product: string;
}

export interface RangeQuery {
  readonly promql: string;
  readonly window: Window;
  readonly stepSeconds: number;
  /** How many series are expected at most, to keep the samples of one request under the server's limit. */
  readonly expectedSeries: number;
}

export interface SourceCost {
  /** Requests sent, retries included. */
  readonly queries: number;
  /** Samples received. */
  readonly samples: number;
  /** Size of the answers as they came over the wire. */
  readonly bytes: number;
}
