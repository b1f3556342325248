import { describe, inject } from "vitest";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { startPrometheus } from "../support/prometheus/start-prometheus.ts";
import { contractSamples, describeMetricsSource } from "./metrics-source.contract.ts";

const tools = inject("tools");

describe.skipIf(tools.prometheus === null || tools.promtool === null)("with a real server", () => {
  describeMetricsSource("Prometheus", async () => {
    const server = await startPrometheus({ openMetrics: contractSamples });
    const url = parsePrometheusUrl(server.url);
    if (!url.ok) throw new Error(url.error);
    const source = createPrometheusSource({ url: url.value });
    const sliced = createPrometheusSource({ url: url.value, maxSamplesPerQuery: 34 });
    const stop = async () => {
      await Promise.all([source.close(), sliced.close()]);
      await server.stop();
    };
    return { source, sliced, stop };
  });

  describeMetricsSource("a Prometheus with a low limit of samples", async () => {
    // No request of the contract fits at first: the source finds the length that does.
    const server = await startPrometheus({
      openMetrics: contractSamples,
      flags: ["--query.max-samples=120"],
    });
    const url = parsePrometheusUrl(server.url);
    if (!url.ok) throw new Error(url.error);
    const source = createPrometheusSource({ url: url.value, gzip: "on" });
    const sliced = createPrometheusSource({ url: url.value, maxSamplesPerQuery: 34 });
    const stop = async () => {
      await Promise.all([source.close(), sliced.close()]);
      await server.stop();
    };
    return { source, sliced, stop };
  });
});
