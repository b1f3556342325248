import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type RunningPrometheus, startPrometheus } from "../prometheus/start-prometheus.ts";
import { mebibyte } from "./design.ts";
import { copyEstateData, ensureEstateData, keepBlocksFlags } from "./ensure-estate-data.ts";
import { shopEstate } from "./shop/shop-estate.ts";
import { groundTruth, truthFor } from "./truth.ts";

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

const tools = inject("tools");

describe.skipIf(tools.prometheus === null || tools.promtool === null)("the shop in a real Prometheus", () => {
  const estate = shopEstate();
  const truths = groundTruth(estate);
  let prometheus: RunningPrometheus;
  let copy = "";

  beforeAll(async () => {
    const data = await ensureEstateData(estate);
    copy = await mkdtemp(join(tmpdir(), "optpass-shop-"));
    await copyEstateData(data, copy);
    prometheus = await startPrometheus({ dataDirectory: copy, flags: [...keepBlocksFlags] });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await rm(copy, { recursive: true, force: true });
  });

  async function ask(promql: string, at: number = estate.end): Promise<readonly Sample[]> {
    const query = new URLSearchParams({ query: promql, time: `${at}` });
    const response = await fetch(`${prometheus.url}/api/v1/query?${query}`);
    const answer = (await response.json()) as { data?: { result: readonly Sample[] }; error?: string };
    if (answer.data === undefined) throw new Error(answer.error);
    return answer.data.result;
  }

  async function askOne(promql: string, at?: number): Promise<number> {
    const result = await ask(promql, at);
    expect(result.length, promql).toBe(1);
    return Number(result[0]?.value[1]);
  }

  // One pod at a time each, so that a query over the workload is a query over its pods.
  test.each([
    "batch/queue/rabbitmq",
    "shop-production/notifications/notifications",
    "shop-staging/checkout/checkout",
    "platform/dashboards/dashboards",
  ])("the CPU quantiles of %s are what its design needs, within 1 %", async (path) => {
    const truth = truthFor(truths, path);
    const selector = `namespace="${truth.namespace}",container="${truth.container}"`;
    // Two minutes hold two scrapes, so each rate is that of one scrape interval.
    const rates = `max(rate(container_cpu_usage_seconds_total{${selector}}[2m]))[14d:1m]`;
    for (const [share, expected] of [
      [0.5, truth.coresNeeded.p50],
      [0.95, truth.coresNeeded.p95],
    ] as const) {
      const seen = await askOne(`quantile_over_time(${share}, ${rates})`);
      expect(Math.abs(seen / expected - 1), `p${share * 100}: ${seen} instead of ${expected}`).toBeLessThan(
        0.03,
      );
    }
  });

  test("the CPU of payments/api is 0.18 cores a pod", async () => {
    const cores = 'avg(rate(container_cpu_usage_seconds_total{namespace="payments",container="api"}[1h]))';
    expect(await askOne(cores)).toBeCloseTo(0.18, 2);
  });

  test.each([
    "payments/api/api",
    "shop-production/cart/cart",
    "payments/ledger/ledger",
    "platform/search/search",
  ])("the memory peak of %s is what a gauge can show of it", async (path) => {
    const truth = truthFor(truths, path);
    const selector = `namespace="${truth.namespace}",container="${truth.container}"`;
    const peak = await askOne(`max(max_over_time(container_memory_working_set_bytes{${selector}}[14d]))`);
    expect(peak).toBeCloseTo(truth.bytesUsed.max, -1);
  });

  test("every sample of a container arrived", async () => {
    const truth = truthFor(truths, "shop-production/gateway/gateway");
    const count =
      "sum(count_over_time(container_memory_working_set_bytes{namespace='shop-production',container='gateway'}[14d]))";
    expect(await askOne(count)).toBe(truth.samples);
  });

  test("usage without a container filter is counted twice", async () => {
    const cpu = (filter: string) =>
      askOne(
        `sum(rate(container_cpu_usage_seconds_total{namespace="payments",pod=~"api-.*"${filter}}[10m]))`,
      );
    const ratio = (await cpu("")) / (await cpu(',container!=""'));
    expect(ratio).toBeGreaterThan(1.99);
    expect(ratio).toBeLessThan(2.01);
  });

  test("the pods of a Deployment over the whole window are found through ReplicaSets that are gone", async () => {
    const pods = await ask(
      `count by (pod) (last_over_time(kube_pod_owner{namespace="payments",owner_kind="ReplicaSet"}[14d]) * on (namespace, owner_name) group_left (deployment)
       label_replace(label_replace(max by (namespace, replicaset, owner_name) (last_over_time(kube_replicaset_owner{owner_kind="Deployment",owner_name="api"}[14d])),
         "deployment", "$1", "owner_name", "(.*)"), "owner_name", "$1", "replicaset", "(.*)"))`,
    );
    const api = estate.workloads.find(({ design }) => design.name === "api");
    expect(pods.map((pod) => pod.metric["pod"]).sort()).toEqual(api?.pods.map((pod) => pod.name).sort());
  });

  test("the pods of a CronJob are found through its Jobs", async () => {
    const jobs = await ask('last_over_time(kube_job_owner{owner_kind="CronJob",owner_name="report"}[14d])');
    const pods = await ask('last_over_time(kube_pod_owner{owner_kind="Job",owner_name=~"report-.*"}[14d])');
    const names = jobs.map((job) => job.metric["job_name"]);
    expect(pods.length).toBeGreaterThanOrEqual(14);
    expect(new Set(pods.map((pod) => pod.metric["owner_name"]))).toEqual(new Set(names));
  });

  test("throttling of a container over its limit is as designed", async () => {
    const truth = truthFor(truths, "shop-production/images/images");
    const increase = (metric: string) => `sum(increase(${metric}{container="images"}[14d]))`;
    const share = await askOne(
      `${increase("container_cpu_cfs_throttled_periods_total")} / ${increase("container_cpu_cfs_periods_total")}`,
    );
    expect(share).toBeCloseTo(truth.throttledShare ?? Number.NaN, 2);
  });

  test("out-of-memory kills are restarts with their reason, as many as designed", async () => {
    const truth = truthFor(truths, "payments/ledger/ledger");
    const restarts = "sum(max_over_time(kube_pod_container_status_restarts_total{container='ledger'}[14d]))";
    expect(await askOne(restarts)).toBe(truth.oomKills);
    const reasons = await ask(
      "last_over_time(kube_pod_container_status_last_terminated_reason{container='ledger'}[14d])",
    );
    expect(new Set(reasons.map((one) => one.metric["reason"]))).toEqual(new Set(["OOMKilled"]));
  });

  test("requests are those of git, with and without", async () => {
    const requests = (namespace: string, container: string, resource: string) =>
      ask(
        `max(kube_pod_container_resource_requests{namespace="${namespace}",container="${container}",resource="${resource}"})`,
      );
    expect((await requests("payments", "api", "cpu"))[0]?.value[1]).toBe("1");
    expect((await requests("payments", "api", "memory"))[0]?.value[1]).toBe(`${1024 * mebibyte}`);
    expect((await requests("shop-staging", "storefront", "cpu"))[0]?.value[1]).toBe("0.25");
    expect(await requests("payments", "webhooks", "cpu")).toEqual([]);
  });

  test("an autoscaler's replicas are the pods that run", async () => {
    const monday3pm = Date.UTC(2026, 1, 23, 15) / 1000;
    const wanted = await askOne(
      'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="gateway"}',
      monday3pm,
    );
    const running = await askOne('count(container_memory_working_set_bytes{container="gateway"})', monday3pm);
    expect(wanted).toBe(6);
    expect(running).toBe(wanted);
  });

  test("a young workload has no data from before its birth", async () => {
    const selector = 'container_memory_working_set_bytes{namespace="payments",container="fraud"}';
    expect(await ask(selector, estate.end - 31 * 3600)).toEqual([]);
    expect((await ask(selector, estate.end - 60)).length).toBe(2);
  });

  test("a Java heap has a maximum, and nodes have prices", async () => {
    const heap = 'max(jvm_memory_max_bytes{namespace="platform",container="search",area="heap"})';
    expect(await askOne(heap)).toBe(1536 * mebibyte);
    expect((await ask("node_ram_hourly_cost > 0")).length).toBe(estate.nodes.length);
  });
});
