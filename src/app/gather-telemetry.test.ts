import { describe, expect, test } from "vitest";
import { type InstantSample, instant, type Labels, type RangeSeries } from "../core/model/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import { gatherTelemetry } from "./gather-telemetry.ts";

const end = Date.UTC(2026, 10, 20);
const window = { from: instant(end - 14 * 86_400_000), to: instant(end) };
const pod = { namespace: "payments", pod: "api-5d8c7-x2x9z", container: "api" };

/** A source with one container in each namespace; a question that holds `failing` throws. */
function source(
  namespaces: readonly string[],
  failing?: string,
  code: PortError["code"] = "timeout",
): MetricsSource {
  const checked = (promql: string): void => {
    if (failing !== undefined && promql.includes(failing))
      throw new PortError("prometheus", code, "it took too long");
  };
  const namespaceIn = (promql: string): string => /namespace="([^"]+)"/.exec(promql)?.[1] ?? "";
  return {
    probe: async () => ({ product: "Prometheus 2.42.0" }),
    transport: async () => "range",
    warnings: () => [],
    cost: () => ({ queries: 1, samples: 1, bytes: 1 }),
    labelValues: async () => namespaces,
    series: async (selector): Promise<readonly Labels[]> => {
      checked(selector);
      const labels = { ...pod, namespace: namespaceIn(selector) };
      if (selector.startsWith("kube_pod_owner"))
        return [{ ...labels, owner_kind: "ReplicaSet", owner_name: "api-5d8c7" }];
      if (selector.startsWith("kube_replicaset_owner"))
        return [{ replicaset: "api-5d8c7", owner_kind: "Deployment", owner_name: "api" }];
      return [];
    },
    instant: async (promql): Promise<readonly InstantSample[]> => {
      checked(promql);
      if (promql.startsWith("count(kube_pod_container_resource")) return [{ labels: {}, value: 2 }];
      if (promql.startsWith("kube_pod_container_resource_requests")) {
        return [{ labels: { ...pod, resource: "cpu" }, value: 1 }];
      }
      return [];
    },
    async *raw() {
      yield [];
    },
    async *range({ promql, stepSeconds }): AsyncIterable<readonly RangeSeries[]> {
      checked(promql);
      const times = Float64Array.from(
        { length: 4000 },
        (_, index) => window.from / 1000 + index * stepSeconds,
      );
      yield [{ labels: { ...pod, namespace: namespaceIn(promql) }, times, values: times.map(() => 0.2) }];
    },
  };
}

const gather = (from: MetricsSource) =>
  gatherTelemetry(from, window.to, { window, wantsNamespace: () => true, matchers: [], progress: () => {} });

describe("gathering telemetry", () => {
  test("joins usage, owner and state of each container", async () => {
    const { evidence, notices } = await gather(source(["payments"]));

    expect(evidence).toHaveLength(1);
    expect(evidence[0]).toMatchObject({
      target: { namespace: "payments", kind: "Deployment", name: "api", container: "api" },
      pods: 1,
      autoscalers: [],
      runsJvm: false,
    });
    expect(evidence[0]?.live?.["requests.cpu"]?.text).toBe("1");
    expect(notices).toEqual([]);
  });

  test("a namespace that fails becomes a notice and does not stop the others", async () => {
    const { evidence, notices } = await gather(
      source(["payments", "shop"], 'usage_seconds_total{namespace="shop"'),
    );

    expect(evidence.map(({ target }) => target.namespace)).toEqual(["payments"]);
    expect(notices).toEqual(["Namespace shop was not measured: it took too long"]);
  });

  test("when all namespaces fail, that is a failure and no empty answer", async () => {
    await expect(gather(source(["payments"], "usage_seconds_total"))).rejects.toThrow("it took too long");
  });

  test("refused credentials stop everything at once", async () => {
    const refusing = source(["payments", "shop"], 'usage_seconds_total{namespace="shop"', "unauthorized");

    await expect(gather(refusing)).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("an optional fact that cannot be had is unknown, and said", async () => {
    const { evidence, notices } = await gather(source(["payments"], "kube_horizontalpodautoscaler_info"));

    expect(evidence[0]?.autoscalers).toBeNull();
    expect(notices).toEqual(["Namespace payments: autoscalers could not be measured: it took too long"]);
  });

  test("prices that cannot be read do not lose what was read", async () => {
    const { evidence, prices, notices } = await gather(source(["payments"], "node_cpu_hourly_cost"));

    expect(evidence).toHaveLength(1);
    expect(prices).toBeNull();
    expect(notices).toEqual(["Prices could not be read: it took too long"]);
  });
});
