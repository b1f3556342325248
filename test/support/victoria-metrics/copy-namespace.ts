import type { Window } from "../../../src/core/model/index.ts";
import type { MetricsSource } from "../../../src/ports/metrics-source.ts";
import { importLine } from "./import-line.ts";
import type { RunningVictoriaMetrics } from "./start-victoria-metrics.ts";

/** Copies every sample of a namespace, as it was scraped, from a Prometheus into a VictoriaMetrics. */
export async function copyNamespace(
  from: MetricsSource,
  namespace: string,
  window: Window,
  to: RunningVictoriaMetrics,
): Promise<void> {
  const matchers = [{ label: "namespace", op: "=", value: namespace }] as const;
  for (const metric of await from.labelValues("__name__", [`{namespace="${namespace}"}`], window)) {
    for await (const page of from.raw({ metric, matchers, window })) {
      const lines = page.map(({ labels, times, values }) => {
        const samples = Array.from(times, (time, index) => [time, values[index] ?? Number.NaN] as const);
        return importLine(labels, samples);
      });
      await to.importLines(lines);
    }
  }
}
