import { describe, expect, test } from "vitest";
import { duration } from "../../../src/core/model/index.ts";
import type { Cluster } from "./cluster.ts";
import { startApi } from "./shop-cluster.ts";

const minutes = (count: number) => duration(count, "m");

/** The last values of the series of a metric that were still scraped at the end and carry these labels. */
function shown(cluster: Cluster, metric: string, labels: Readonly<Record<string, string>> = {}) {
  return cluster.metrics.series(metric).flatMap((series) => {
    const fits = Object.entries(labels).every(([name, value]) => series.labels[name] === value);
    return fits && series.times.at(-1) === cluster.now ? [series.values.at(-1)] : [];
  });
}

function requests(cluster: Cluster) {
  return shown(cluster, "kube_pod_container_resource_requests", { container: "api", resource: "cpu" });
}

describe("a merged value", () => {
  test("is visible on all pods after the next look and a rollout, and not a scrape after the merge", async () => {
    const { cluster, push } = await startApi();
    push({ cpu: "500m" });

    await cluster.advance(minutes(1));
    expect(requests(cluster)).toEqual([1, 1]);
    expect(shown(cluster, "argocd_app_info", { sync_status: "Synced", health_status: "Healthy" })).toEqual([
      1,
    ]);

    await cluster.advance(minutes(15));
    expect(requests(cluster)).toEqual([0.5, 0.5]);
    expect(cluster.isRolledOut("payments", "api")).toBe(true);
    expect(shown(cluster, "argocd_app_sync_total", { phase: "Succeeded" })).toEqual([2]);
    expect(shown(cluster, "kube_deployment_metadata_generation")).toEqual([2]);
  });

  test("is never visible where the reconciler is asleep, which shows it as out of sync", async () => {
    const { cluster, push } = await startApi();
    cluster.reconciler("payments").mode = "asleep";
    push({ cpu: "500m" });

    await cluster.advance(minutes(60));

    expect(requests(cluster)).toEqual([1, 1]);
    expect(shown(cluster, "argocd_app_info", { sync_status: "OutOfSync" })).toEqual([1]);
    expect(shown(cluster, "argocd_app_sync_total", { phase: "Succeeded" })).toEqual([1]);
  });

  test("that fails to apply counts failures, and is applied once it works again", async () => {
    const { cluster, push } = await startApi();
    cluster.reconciler("payments").mode = "fails";
    push({ cpu: "500m" });
    await cluster.advance(minutes(30));
    expect(requests(cluster)).toEqual([1, 1]);
    expect(shown(cluster, "argocd_app_sync_total", { phase: "Failed" })[0]).toBeGreaterThan(1);

    cluster.reconciler("payments").mode = "works";
    await cluster.advance(minutes(15));
    expect(requests(cluster)).toEqual([0.5, 0.5]);
  });

  test("is told by Flux with the revision that was applied", async () => {
    const { cluster, push } = await startApi(
      {},
      {
        reconcilers: [
          { tool: "flux", name: "payments", path: "apps", namespace: "payments", pollSeconds: 60 },
        ],
      },
    );
    const commit = push({ cpu: "500m" });
    await cluster.advance(minutes(5));
    expect(shown(cluster, "gotk_resource_info", { revision: `main@sha1:${commit}`, ready: "True" })).toEqual([
      1,
    ]);
  });

  test("that is no YAML leaves what runs alone", async () => {
    const { cluster, push } = await startApi();
    push({ cpu: '"' });
    await cluster.advance(minutes(30));
    expect(requests(cluster)).toEqual([1, 1]);
    expect(cluster.isRolledOut("payments", "api")).toBe(true);
  });
});

describe("memory", () => {
  const kills = (cluster: Cluster) =>
    shown(cluster, "kube_pod_container_status_last_terminated_reason", { reason: "OOMKilled" });

  test("a limit below what the work needs ends in kills and a crash loop within minutes", async () => {
    const { cluster, push } = await startApi();
    push({ memory: "256Mi" });

    await cluster.advance(minutes(20));

    expect(kills(cluster).length).toBeGreaterThan(0);
    const restarts = shown(cluster, "kube_pod_container_status_restarts_total", { container: "api" });
    expect(Math.max(...restarts.map(Number))).toBeGreaterThan(2);
    expect(
      cluster.metrics
        .series("kube_pod_container_status_waiting_reason")
        .map(({ labels }) => labels["reason"]),
    ).toContain("CrashLoopBackOff");
  });

  test("a limit above it kills nothing", async () => {
    const { cluster, push } = await startApi();
    push({ memory: "400Mi" });
    await cluster.advance(minutes(60));
    expect(kills(cluster)).toEqual([]);
  });
});

describe("cpu", () => {
  /** Mean milliseconds, share failed and share of periods throttled in the last ten minutes. */
  async function measure(cluster: Cluster) {
    const metrics = {
      milliseconds: "istio_request_duration_milliseconds_sum",
      requests: "istio_request_duration_milliseconds_count",
      periods: "container_cpu_cfs_periods_total",
      throttled: "container_cpu_cfs_throttled_periods_total",
    };
    const read = () => {
      const sum = (metric: string, labels = {}) =>
        shown(cluster, metric, labels).reduce<number>((total, value) => total + Number(value), 0);
      const entries = Object.entries(metrics).map(([name, metric]) => [name, sum(metric)]);
      return {
        ...Object.fromEntries(entries),
        failed: sum("istio_requests_total", { response_code: "503" }),
      };
    };
    const before = read();
    await cluster.advance(minutes(10));
    const after = read();
    const grown = (name: string): number => after[name] - before[name];
    return {
      latency: grown("milliseconds") / grown("requests"),
      failed: grown("failed") / grown("requests"),
      throttled: grown("throttled") / grown("periods"),
    };
  }

  test("a limit near what the work needs throttles it and makes it slow; one below it makes it fail", async () => {
    const found = [];
    for (const cpuLimit of ["4", "250m", "120m"]) {
      const { cluster, push } = await startApi();
      push({ cpuLimit, cpu: "100m" });
      await cluster.advance(minutes(20));
      found.push(await measure(cluster));
    }
    const [free, near, below] = found;
    expect(free?.throttled).toBe(0);
    expect(near?.latency).toBeGreaterThan(1.3 * Number(free?.latency));
    expect(near?.failed).toBeLessThan(0.01);
    expect(below?.throttled).toBeGreaterThan(0.5);
    expect(below?.latency).toBeGreaterThan(Number(near?.latency));
    expect(below?.failed).toBeGreaterThan(0.1);
  });

  test("a request below what the work needs does no harm on idle nodes, and slows it on full ones", async () => {
    const latencies = [];
    for (const spareShare of [Number.POSITIVE_INFINITY, 0.2]) {
      const { cluster } = await startApi({ cpu: "200m" }, { spareShare });
      latencies.push((await measure(cluster)).latency);
    }
    expect(latencies[1]).toBeGreaterThan(2 * Number(latencies[0]));
  });

  test("a knob makes requests a fifth slower", async () => {
    const { cluster } = await startApi();
    const before = await measure(cluster);
    cluster.deployment("payments", "api").knobs.latency = 1.2;
    const after = await measure(cluster);
    expect(after.latency / before.latency).toBeCloseTo(1.2, 2);
  });
});

describe("pods", () => {
  test("somebody else's restart replaces them all and leaves the values as they are", async () => {
    const { cluster } = await startApi();
    const names = () => cluster.deployment("payments", "api").pods.map((pod) => pod.asPod().name);
    const before = names();

    cluster.deployment("payments", "api").restart();
    await cluster.until(() => cluster.isRolledOut("payments", "api"), minutes(20));

    expect(names().filter((name) => before.includes(name))).toEqual([]);
    expect(requests(cluster)).toEqual([1, 1]);
    expect(shown(cluster, "kube_deployment_metadata_generation")).toEqual([2]);
  });

  test("at least as many as wanted are ready at every scrape of a rollout", async () => {
    const { cluster, push } = await startApi();
    push({ cpu: "500m" });
    await cluster.advance(minutes(20));
    const [ready] = cluster.metrics.series("kube_deployment_status_replicas_ready");
    expect(Math.min(...(ready?.values.slice(5) ?? []))).toBe(2);
  });
});

test("the same orders and moves give the same samples, however the moves are cut", async () => {
  const texts = [];
  for (const cuts of [[120], [7, 53, 60]]) {
    const { cluster } = await startApi();
    for (const cut of cuts) await cluster.advance(minutes(cut));
    texts.push(cluster.metrics.series(null));
  }
  expect(texts[0]).toEqual(texts[1]);
});

test("fifteen simulated days take seconds", { timeout: 20_000 }, async () => {
  const { cluster } = await startApi();
  await cluster.advance(duration(15, "d"));
  const [usage] = cluster.metrics.series("container_cpu_usage_seconds_total");
  expect(usage?.times.length).toBeGreaterThan(15 * 1400);
});
