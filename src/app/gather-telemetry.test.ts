import { describe, expect, test } from "vitest";
import { type InstantSample, instant, type Labels, type RangeSeries } from "../core/model/index.ts";
import type { HistoryChange, HistoryStore } from "../ports/history-store.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import { gatherTelemetry } from "./gather-telemetry.ts";

const end = Date.UTC(2026, 10, 20);
const window = { from: instant(end - 14 * 86_400_000), to: instant(end) };
const pod = { namespace: "payments", pod: "api-5d8c7-x2x9z", container: "api" };

/** A source with one container in each namespace; a question that holds `failing` throws. */
function source(
  namespaces: readonly string[],
  failing?: RegExp,
  code: PortError["code"] = "timeout",
): MetricsSource {
  const checked = (promql: string): void => {
    if (failing?.test(promql)) throw new PortError("prometheus", code, "it took too long");
  };
  const namespacesIn = (promql: string): readonly string[] =>
    /namespace=~?"([^"]+)"/.exec(promql)?.[1]?.split("|") ?? [];
  return {
    probe: async () => ({ product: "Prometheus 2.42.0" }),
    transport: async () => "range",
    warnings: () => [],
    cost: () => ({ queries: 1, samples: 1, bytes: 1 }),
    labelValues: async () => namespaces,
    series: async (selector): Promise<readonly Labels[]> => {
      checked(selector);
      if (!selector.includes("kube_pod_owner")) return [];
      return namespacesIn(selector).flatMap((namespace): Labels[] => [
        {
          ...pod,
          namespace,
          __name__: "kube_pod_owner",
          owner_kind: "ReplicaSet",
          owner_name: "api-5d8c7",
        },
        {
          __name__: "kube_replicaset_owner",
          namespace,
          replicaset: "api-5d8c7",
          owner_kind: "Deployment",
          owner_name: "api",
        },
      ]);
    },
    instant: async (promql): Promise<readonly InstantSample[]> => {
      checked(promql);
      if (promql.includes("count(kube_pod_container_resource"))
        return [{ labels: { optpass_asked: "resources" }, value: 2 }];
      if (!promql.includes("(kube_pod_container_resource_requests{")) return [];
      return namespacesIn(promql).map((namespace) => ({
        labels: { ...pod, namespace, resource: "cpu", optpass_asked: "requests" },
        value: 1,
      }));
    },
    async *raw() {
      yield [];
    },
    async *range({ promql, window: asked, stepSeconds }): AsyncIterable<readonly RangeSeries[]> {
      checked(promql);
      if (promql.includes("optpass_asked")) return;
      const steps = Math.ceil((asked.to - asked.from) / 1000 / stepSeconds);
      const times = Float64Array.from(
        { length: steps },
        (_, index) => asked.from / 1000 + index * stepSeconds,
      );
      yield namespacesIn(promql).map((namespace) => ({
        labels: { ...pod, namespace },
        times,
        values: times.map(() => 0.2),
      }));
    },
  };
}

const gather = (from: MetricsSource, store: HistoryStore | null = null) =>
  gatherTelemetry(from, window.to, {
    window,
    wantsNamespace: () => true,
    matchers: [],
    progress: () => {},
    folder: store && { store, source: "here" },
  });

/** A store that remembers nothing but what it was told to keep. */
function forgetful(failure: PortError | null = null): HistoryStore & { readonly saved: HistoryChange[] } {
  const saved: HistoryChange[] = [];
  return {
    saved,
    load: async () => new Map(),
    save: async (_source, changes) => {
      if (failure !== null) throw failure;
      saved.push(...changes);
    },
    close: async () => {},
  };
}

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
      source(["payments", "shop"], /usage_seconds_total\{namespace=[^,]*shop/),
    );

    expect(evidence.map(({ target }) => target.namespace)).toEqual(["payments"]);
    expect(notices).toEqual(["Namespace shop was not measured: it took too long"]);
  });

  test("when all namespaces fail, that is a failure and no empty answer", async () => {
    await expect(gather(source(["payments", "shop"], /usage_seconds_total/))).rejects.toThrow(
      "it took too long",
    );
  });

  test("refused credentials stop everything at once", async () => {
    const refusing = source(["payments", "shop"], /usage_seconds_total/, "unauthorized");

    await expect(gather(refusing)).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("an optional fact that cannot be had is unknown, and said", async () => {
    const { evidence, notices } = await gather(source(["payments"], /kube_horizontalpodautoscaler_info/));

    expect(evidence[0]?.autoscalers).toBeNull();
    expect(notices).toEqual(["Namespace payments: autoscalers could not be measured: it took too long"]);
  });

  test("prices that cannot be read do not lose what was read", async () => {
    const { evidence, prices, notices } = await gather(source(["payments"], /node_cpu_hourly_cost/));

    expect(evidence).toHaveLength(1);
    expect(prices).toBeNull();
    expect(notices).toEqual(["Prices could not be read: it took too long"]);
  });
});

describe("namespaces that are asked about together", () => {
  const six = ["a1", "b2", "c3", "d4", "e5", "f6"];
  const failing = /usage_seconds_total\{namespace=[^,]*c3/;

  test("are asked about in halves where it fails, until the one that fails is alone", async () => {
    const { evidence, notices } = await gather(source(six, failing));

    expect(evidence.map(({ target }) => target.namespace)).toEqual(["a1", "b2", "d4", "e5", "f6"]);
    expect(notices).toEqual(["Namespace c3 was not measured: it took too long"]);
  });

  test("are kept for the next run, except the one that failed", async () => {
    const store = forgetful();

    await gather(source(six, failing), store);

    expect(store.saved.map(({ namespace }) => namespace).sort()).toEqual(["a1", "b2", "d4", "e5", "f6"]);
    expect(store.saved.every(({ days }) => days.size === 14)).toBe(true);
  });

  test("lose a fact of the one where it fails, and of no other", async () => {
    const { evidence, notices } = await gather(source(six, /last_terminated_reason\{namespace=[^,]*c3/));

    const unknown = evidence.filter(({ outOfMemory }) => outOfMemory === null);
    expect(unknown.map(({ target }) => target.namespace)).toEqual(["c3"]);
    expect(unknown[0]?.restarts).toBe(0);
    expect(notices).toEqual(["Namespace c3: out-of-memory kills could not be measured: it took too long"]);
  });
});

describe("the nodes of DaemonSets", () => {
  const type = "label_node_kubernetes_io_instance_type";

  /** The pods of all namespaces belong to DaemonSets. Counts what is asked of nodes. */
  function withDaemonSets(from: MetricsSource): { readonly source: MetricsSource; readonly asked: number[] } {
    const asked: number[] = [];
    const series = async (selector: string): Promise<readonly Labels[]> =>
      (await from.labelValues("", [], window)).flatMap((namespace): Labels[] => {
        const named = { ...pod, namespace };
        if (!selector.includes("kube_pod_owner") || !selector.includes(namespace)) return [];
        return [
          { ...named, __name__: "kube_pod_owner", owner_kind: "DaemonSet", owner_name: "agent" },
          { ...named, __name__: "kube_pod_info", created_by_kind: "DaemonSet", node: "one" },
          { ...named, __name__: "kube_pod_info", created_by_kind: "DaemonSet", node: "" },
        ];
      });
    const instantly: MetricsSource["instant"] = async (promql, at) => {
      const others = await from.instant(promql, at);
      if (!promql.includes("kube_node_labels")) return others;
      asked.push(at);
      return [{ labels: { optpass_asked: "types", node: "one", [type]: "m5.large" }, value: 1 }];
    };
    return { source: { ...from, series, instant: instantly }, asked };
  }

  test("are asked for once a day, however many namespaces there are", async () => {
    const { source: both, asked } = withDaemonSets(source(["payments", "shop"]));

    const { evidence, notices } = await gather(both);

    expect(evidence.map(({ target }) => `${target.namespace}/${target.kind}/${target.name}`)).toEqual([
      "payments/DaemonSet/agent",
      "shop/DaemonSet/agent",
    ]);
    const classes = evidence.flatMap(({ usage }) => usage.cpu?.days.map((one) => one.classes) ?? []);
    expect(classes).toHaveLength(28);
    expect(new Set(classes.map((one) => one.map(({ name }) => name).join()))).toEqual(new Set(["m5.large"]));
    expect(asked).toHaveLength(14);
    expect(notices).toEqual([]);
  });

  test("are one question for a pass that reads on", async () => {
    const { source: both, asked } = withDaemonSets(source(["payments", "shop"]));
    const first = forgetful();
    await gather(both, first);
    asked.length = 0;
    const kept = first.saved.map(
      ({ namespace, head, days }) => [namespace, { head, days, revision: 1 }] as const,
    );

    const { notices } = await gather(both, { ...forgetful(), load: async () => new Map(kept) });

    expect(asked).toEqual([window.to]);
    expect(notices).toEqual([]);
  });

  test("are not asked for where there is none", async () => {
    const { source: none, asked } = withDaemonSets(source(["payments"]));

    await gather({ ...none, series: source(["payments"]).series });

    expect(asked).toEqual([]);
  });

  test("that cannot be had leave all pods of one class, and that is said", async () => {
    const { source: failing } = withDaemonSets(source(["payments"], /kube_node_labels/));

    const { evidence, notices } = await gather(failing);

    expect(evidence[0]?.usage.cpu?.days.every(({ classes }) => classes.length === 0)).toBe(true);
    expect(notices).toEqual([
      "Namespace payments: the size of nodes could not be measured: it took too long",
    ]);
  });
});

test("what cannot be kept is told, and what was read is not lost", async () => {
  const full = new PortError(
    "history-store",
    "rejected",
    "the store does not fit on its disk, which is full",
  );

  const { evidence, notices } = await gather(source(["payments", "shop"]), forgetful(full));

  expect(evidence).toHaveLength(2);
  expect(notices).toEqual([
    "What was read could not be kept for the next run: the store does not fit on its disk, which is full",
  ]);
});
