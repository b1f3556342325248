import type { MetricsSource } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { PrometheusClient } from "./client.ts";
import { decodeInstant, decodeLabelValues, decodeRange, decodeSeries } from "./decode.ts";
import type { PrometheusOptions } from "./options.ts";
import { probe } from "./probe.ts";
import { readRange } from "./read-range.ts";
import { probeRemoteRead, readRaw } from "./remote-read/index.ts";
import { SampleBudget } from "./sample-budget.ts";
import { unixSeconds } from "./time-slices.ts";

export interface PrometheusSource extends MetricsSource {
  /** Ends what is under way and gives the connections back. */
  close(): Promise<void>;
}

/** A source over the Prometheus HTTP API. Connects at the first question, not before. */
export function createPrometheusSource(options: PrometheusOptions): PrometheusSource {
  const client = new PrometheusClient(options);
  const budget = new SampleBudget(client.limits.maxSamplesPerQuery);
  // The server stops working on a query that nobody waits for any more.
  const timeout = `${client.limits.timeoutMillis / 1000}`;
  return {
    probe: () => probe(client),
    transport: async (at) => ((await probeRemoteRead(client, at)).isSupported ? "remote-read" : "range"),
    raw: (query) => readRaw(client, query),
    instant: (query, at) => {
      const form = new URLSearchParams({ query, time: unixSeconds(at), timeout });
      return client.ask({ path: "query", form, decode: decodeInstant });
    },
    range: (query) =>
      readRange(query, budget, ({ start, end }, isHalved) => {
        const step = `${Math.round(query.stepSeconds * 1000) / 1000}`;
        const form = new URLSearchParams({ query: query.promql, start, end, step, timeout });
        return client.ask({ path: "query_range", form, isHalved, decode: decodeRange });
      }),
    series: (selector, { from, to }) => {
      const form = new URLSearchParams({
        "match[]": selector,
        start: unixSeconds(from),
        end: unixSeconds(to),
      });
      return client.ask({ path: "series", form, decode: decodeSeries });
    },
    labelValues: async (label, selectors, { from, to }) => {
      const form = new URLSearchParams({ start: unixSeconds(from), end: unixSeconds(to) });
      for (const selector of selectors) form.append("match[]", selector);
      return client.ask({
        path: `label/${checkedLabel(label)}/values`,
        form,
        onlyGet: true,
        decode: decodeLabelValues,
      });
    },
    warnings: () => client.warnings(),
    cost: () => client.cost(),
    close: () => client.close(),
  };
}

// It becomes a part of the path, where `..` would lead elsewhere.
function checkedLabel(label: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return label;
  throw new PortError("metrics-source", "rejected", `${JSON.stringify(label)} is not the name of a label`);
}
