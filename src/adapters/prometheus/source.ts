import type { Instant } from "../../core/model/index.ts";
import type { Labels, MetricsSource, RawQuery, Transport } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { askInHalves } from "./ask-in-halves.ts";
import { PrometheusClient } from "./client.ts";
import { decodeInstant, decodeLabelValues, decodeRange, decodeSeries } from "./decode.ts";
import type { PrometheusOptions } from "./options.ts";
import { probe } from "./probe.ts";
import { isRangeSupported } from "./probe-range.ts";
import { isRawSupported, type RawProtocol, readRaw } from "./raw-samples/index.ts";
import { readRange } from "./read-range.ts";
import { Decoder, remoteRead } from "./remote-read/index.ts";
import { SampleBudget } from "./sample-budget.ts";
import { unixSeconds } from "./time-slices.ts";
import { victoriaExport } from "./victoria-export/index.ts";

export interface PrometheusSource extends MetricsSource {
  /** Ends what is under way and gives the connections back. */
  close(): Promise<void>;
}

type RawProtocols = readonly (readonly [Exclude<Transport, "range" | "quantiles">, RawProtocol])[];

/** A source over the Prometheus HTTP API. Connects at the first question, not before. */
export function createPrometheusSource(options: PrometheusOptions): PrometheusSource {
  const client = new PrometheusClient(options);
  const budget = new SampleBudget(client.limits.maxSamplesPerQuery);
  // The server stops working on a query that nobody waits for any more.
  const timeout = `${client.limits.timeoutMillis / 1000}`;
  const decoder = new Decoder();
  // The cheapest first.
  const rawProtocols: RawProtocols = [
    ["remote-read", remoteRead(decoder)],
    ["export", victoriaExport],
  ];
  let chosen: Promise<RawProtocol | null> | null = null;
  return {
    probe: () => probe(client),
    transport: async (at) => {
      chosen = chooseProtocol(client, rawProtocols, at);
      const protocol = await chosen;
      const raw = rawProtocols.find(([, known]) => known === protocol);
      return raw?.[0] ?? ((await isRangeSupported(client, at)) ? "range" : "quantiles");
    },
    raw: async function* (query: RawQuery) {
      chosen ??= chooseProtocol(client, rawProtocols, query.window.to);
      const protocol = await chosen;
      if (protocol === null) throw noRawSamples(client);
      yield* readRaw(client, protocol, query);
    },
    instant: (query, at) => {
      const form = new URLSearchParams({ query, time: unixSeconds(at), timeout });
      return client.ask({ path: "query", form, decode: decodeInstant });
    },
    range: (query) =>
      readRange(query, budget, ({ start, end }, isHalved) => {
        const step = `${Math.round(query.stepSeconds * 1000) / 1000}`;
        const form = new URLSearchParams({ query: query.promql, start, end, step, timeout });
        // VictoriaMetrics moves the moments of a question to multiples of its step, so that it can keep the answer.
        if (client.isVictoria) form.set("nocache", "1");
        return client.ask({ path: "query_range", form, isHalved, decode: decodeRange });
      }),
    series: (selector, window) => {
      const ask = ({ from, to }: typeof window, isHalved: boolean) => {
        const form = new URLSearchParams({
          "match[]": selector,
          start: unixSeconds(from),
          end: unixSeconds(to),
        });
        return client.ask({ path: "series", form, isHalved, decode: decodeSeries });
      };
      return askInHalves(window, ask, keyOf);
    },
    labelValues: async (label, selectors, window) => {
      const path = `label/${checkedLabel(label)}/values`;
      const ask = ({ from, to }: typeof window, isHalved: boolean) => {
        const form = new URLSearchParams({ start: unixSeconds(from), end: unixSeconds(to) });
        for (const selector of selectors) form.append("match[]", selector);
        return client.ask({ path, form, onlyGet: true, isHalved, decode: decodeLabelValues });
      };
      return askInHalves(window, ask, (value) => value);
    },
    warnings: () => client.warnings(),
    cost: () => client.cost(),
    close: async () => {
      await client.close();
      await decoder.close();
    },
  };
}

async function chooseProtocol(
  client: PrometheusClient,
  protocols: RawProtocols,
  at: Instant,
): Promise<RawProtocol | null> {
  for (const [, protocol] of protocols)
    if ((await isRawSupported(client, protocol, at)).isSupported) return protocol;
  return null;
}

function noRawSamples({ asked }: PrometheusClient): PortError {
  const message = `Prometheus at ${asked.base} hands out no samples as they were scraped`;
  return new PortError("metrics-source", "rejected", message);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

// It becomes a part of the path, where `..` would lead elsewhere.
function checkedLabel(label: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return label;
  throw new PortError("metrics-source", "rejected", `${JSON.stringify(label)} is not the name of a label`);
}
