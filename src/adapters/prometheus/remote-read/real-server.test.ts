import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Shop, startShop } from "../../../../test/support/estate/start-shop.ts";
import { startPrometheus } from "../../../../test/support/prometheus/start-prometheus.ts";
import { threadedDecoder } from "../../../../test/support/prometheus/threaded-decoder.ts";
import type { LabelMatcher } from "../../../core/model/index.ts";
import {
  duration,
  instant,
  parseInstant,
  type RangeSeries,
  windowEndingAt,
} from "../../../core/model/index.ts";
import type { RawQuery } from "../../../ports/metrics-source.ts";
import { PrometheusClient } from "../client.ts";
import { parsePrometheusUrl } from "../prometheus-url.ts";
import { isRawSupported, readRaw } from "../raw-samples/index.ts";
import { Decoder, remoteRead } from "./index.ts";

const tools = inject("tools");

function clientAt(address: string, maxSamplesPerQuery?: number): PrometheusClient {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  return new PrometheusClient({
    url: url.value,
    ...(maxSamplesPerQuery === undefined ? {} : { maxSamplesPerQuery }),
  });
}

type Samples = Map<string, (readonly [number, number])[]>;

async function collect(
  client: PrometheusClient,
  query: RawQuery,
  decoder: Decoder = new Decoder({ bytesBefore: Infinity }),
): Promise<Samples> {
  const all: Samples = new Map();
  for await (const page of readRaw(client, remoteRead(decoder), query)) {
    expect(new Set(page.map(nameOf)).size).toBe(page.length);
    for (const series of page)
      all.set(nameOf(series), [...(all.get(nameOf(series)) ?? []), ...pairsOf(series)]);
  }
  return all;
}

function nameOf({ labels }: Pick<RangeSeries, "labels">): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function pairsOf({ times, values }: RangeSeries): (readonly [number, number])[] {
  return Array.from(times, (time, index) => [time, values[index] ?? Number.NaN] as const);
}

/** The same by `selector[range]`, an instant query that Prometheus answers as JSON. */
async function matrix(url: string, selector: string, range: string, at: string): Promise<Samples> {
  const form = new URLSearchParams({ query: `${selector}[${range}]`, time: at });
  const response = await fetch(`${url}/api/v1/query`, { method: "POST", body: form });
  const { data } = (await response.json()) as {
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  };
  return new Map(
    data.result.map(({ metric, values }) => [
      nameOf({ labels: metric }),
      values.map(([time, value]) => [time, Number(value)] as const),
    ]),
  );
}

describe.skipIf(tools.prometheus === null || tools.promtool === null)("with a real server", () => {
  let shop: Shop;
  let client: PrometheusClient;
  beforeAll(async () => {
    shop = await startShop();
    client = clientAt(shop.url);
  });
  afterAll(async () => {
    await client?.close();
    await shop?.stop();
  });

  const at = () => parseInstant(shop.at) ?? instant(0);
  const payments: readonly LabelMatcher[] = [
    { label: "namespace", op: "=", value: "payments" },
    { label: "container", op: "!~", value: "|POD" },
  ];
  const selector = (metric: string) => `${metric}{namespace="payments",container!~"|POD"}`;

  test.each([
    ["a counter", "container_cpu_usage_seconds_total", 0],
    ["a gauge", "container_memory_working_set_bytes", 0],
    ["a gauge of other times", "container_memory_working_set_bytes", 7],
    ["a state metric", "kube_pod_container_status_restarts_total", 3],
  ])("%s is read sample by sample as a range selector gives it", async (_, metric, daysAgo) => {
    const to = instant(at() - duration(daysAgo, "d"));
    const window = windowEndingAt(to, duration(2, "d"));
    // In this version a range selector includes both ends; the end is left to the next window here.
    const expected = await matrix(shop.url, selector(metric), "2d", `${to / 1000}`);
    for (const samples of expected.values()) if (samples.at(-1)?.[0] === to / 1000) samples.pop();
    const read = await collect(client, { metric, matchers: payments, window });
    expect(expected.size).toBeGreaterThan(5);
    expect(read).toEqual(new Map([...expected].filter(([, samples]) => samples.length > 0)));
  });

  test("two weeks in small pages are two weeks in one, and no window but its own is read", async () => {
    const query = {
      metric: "container_cpu_usage_seconds_total",
      matchers: payments,
      window: windowEndingAt(at(), duration(14, "d")),
    };
    const whole = await collect(client, query);
    const small = clientAt(shop.url, 5_000);
    try {
      expect(await collect(small, query)).toEqual(whole);
    } finally {
      await small.close();
    }
    const days = Array.from({ length: 14 }, (_, day) => instant(query.window.from + duration(day + 1, "d")));
    const daily: Samples = new Map();
    for (const day of days) {
      const part = await collect(client, { ...query, window: windowEndingAt(day, duration(1, "d")) });
      for (const [name, samples] of part) daily.set(name, [...(daily.get(name) ?? []), ...samples]);
    }
    expect(daily).toEqual(whole);
  });

  test("two weeks that another thread decodes are the same, in small pages as well", async () => {
    const window = windowEndingAt(at(), duration(14, "d"));
    const query = { metric: "container_cpu_usage_seconds_total", matchers: payments, window };
    const whole = await collect(client, query);
    const decoder = await threadedDecoder();
    const small = clientAt(shop.url, 5_000);
    try {
      expect(await collect(client, query, decoder)).toEqual(whole);
      expect(await collect(small, query, decoder)).toEqual(whole);
      expect(decoder.isThreaded).toBe(true);
    } finally {
      await small.close();
      await decoder.close();
    }
  });

  test("a probe says that it is supported", async () => {
    expect(await isRawSupported(client, remoteRead(new Decoder()), at())).toEqual({ isSupported: true });
  });

  test("a request longer than a literal of the packing is understood", async () => {
    const pods = Array.from({ length: 6_000 }, (_, index) => `no-such-pod-${index}`).join("|");
    const query = {
      metric: "container_memory_working_set_bytes",
      matchers: [...payments, { label: "pod", op: "!~", value: pods } as const],
      window: windowEndingAt(at(), duration(1, "h")),
    };
    const without = { ...query, matchers: payments };
    expect(await collect(client, query)).toEqual(await collect(client, without));
  });

  test("an expression that the server cannot read is not accepted", async () => {
    const matchers = [{ label: "pod", op: "=~", value: "((" }] as const;
    const window = windowEndingAt(at(), duration(1, "h"));
    await expect(collect(client, { metric: "up", matchers, window })).rejects.toThrow("missing closing )");
  });
});

describe.skipIf(tools.prometheus === null || tools.promtool === null)("with small limits", () => {
  test("frames of one chunk each and a low limit of samples, which streams are not bound by, lose nothing", async () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, index) => `load{pod="a"} ${index} ${1_700_000_000 + 15 * index}`,
    );
    const server = await startPrometheus({
      openMetrics: `# TYPE load gauge\n${lines.join("\n")}\n`,
      flags: ["--storage.remote.read-max-bytes-in-frame=10", "--storage.remote.read-sample-limit=10"],
    });
    const client = clientAt(server.url);
    try {
      const window = { from: instant(1_700_000_000_000), to: instant(1_700_045_000_000) };
      const read = await collect(client, { metric: "load", matchers: [], window });
      expect([...read.values()]).toEqual([
        Array.from({ length: 3_000 }, (_, index) => [1_700_000_000 + 15 * index, index]),
      ]);
      expect(client.cost().queries).toBe(1);
    } finally {
      await client.close();
      await server.stop();
    }
  });
});
