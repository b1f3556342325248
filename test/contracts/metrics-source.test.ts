import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, inject, test } from "vitest";
import {
  createPrometheusSource,
  type PrometheusOptions,
  parsePrometheusUrl,
} from "../../src/adapters/prometheus/index.ts";
import { instant } from "../../src/core/model/index.ts";
import type { Transport } from "../../src/ports/metrics-source.ts";
import { startPrometheus } from "../support/prometheus/start-prometheus.ts";
import { importLinesOf } from "../support/victoria-metrics/import-line.ts";
import { startVictoriaMetrics } from "../support/victoria-metrics/start-victoria-metrics.ts";
import {
  contractSamples,
  describeMetricsSource,
  type SourceUnderContract,
} from "./metrics-source.contract.ts";

const tools = inject("tools");

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

function sourcesAt(
  server: Server,
  transport: Transport,
  options: Partial<PrometheusOptions> = {},
): SourceUnderContract {
  const url = parsePrometheusUrl(server.url);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ ...options, url: url.value });
  const sliced = createPrometheusSource({ ...options, url: url.value, maxSamplesPerQuery: 34 });
  const stop = async () => {
    await Promise.all([source.close(), sliced.close()]);
    await server.stop();
  };
  return { source, sliced, transport, stop };
}

/** The same server without some of its routes, as a read-only proxy shows it. */
async function behindProxy(server: Server, hidden: RegExp): Promise<Server> {
  const proxy = createServer((incoming, response) => {
    if (hidden.test(incoming.url ?? "")) {
      response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found\n");
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", server.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const stop = async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.stop();
  };
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, stop };
}

const openMetrics = contractSamples;

describe.skipIf(tools.prometheus === null || tools.promtool === null)("with a real Prometheus", () => {
  describeMetricsSource("Prometheus", async () =>
    sourcesAt(await startPrometheus({ openMetrics }), "remote-read"),
  );

  describeMetricsSource("a Prometheus with a low limit of samples", async () => {
    // No request of the contract fits at first: the source finds the length that does.
    const server = await startPrometheus({ openMetrics, flags: ["--query.max-samples=120"] });
    return sourcesAt(server, "remote-read", { gzip: "on" });
  });

  describeMetricsSource("a Prometheus whose remote read is hidden", async () =>
    sourcesAt(await behindProxy(await startPrometheus({ openMetrics }), /\/api\/v1\/read/), "range"),
  );
});

describe.skipIf(tools.prometheus === null || tools.promtool === null)("behind a gateway", () => {
  test("that refuses range queries, a day is read by its quantiles", async () => {
    const gateway = await behindProxy(
      await startPrometheus({ openMetrics }),
      /\/api\/v1\/(?:read|query_range|export)/,
    );
    const { source, stop } = sourcesAt(gateway, "quantiles");
    try {
      expect(await source.transport(instant(Date.now()))).toBe("quantiles");
    } finally {
      await stop();
    }
  });
});

describe.skipIf(tools["victoria-metrics"] === null)("with a real VictoriaMetrics", () => {
  async function startFilled(): Promise<Server> {
    const server = await startVictoriaMetrics();
    await server.importLines(importLinesOf(contractSamples));
    return server;
  }

  describeMetricsSource("VictoriaMetrics", async () => sourcesAt(await startFilled(), "export"));

  describeMetricsSource("a VictoriaMetrics whose export is hidden", async () =>
    sourcesAt(await behindProxy(await startFilled(), /\/api\/v1\/export/), "range"),
  );
});
