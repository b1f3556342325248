import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { importLine } from "../../../../test/support/victoria-metrics/import-line.ts";
import {
  type RunningVictoriaMetrics,
  startVictoriaMetrics,
} from "../../../../test/support/victoria-metrics/start-victoria-metrics.ts";
import { instant, type LabelMatcher, type RangeSeries } from "../../../core/model/index.ts";
import type { RawQuery } from "../../../ports/metrics-source.ts";
import { PrometheusClient } from "../client.ts";
import type { PrometheusOptions } from "../options.ts";
import { parsePrometheusUrl } from "../prometheus-url.ts";
import { isRawSupported, readRaw } from "../raw-samples/index.ts";
import { Decoder, remoteRead } from "../remote-read/index.ts";
import { victoriaExport } from "./index.ts";

const start = 1_700_000_000;
const step = 15;
const count = 25_000;
const pods = ["a", "b", "c", "d", "e"];
// Blocks of 8,192 rows on its disks: several of each series.
const whole: RawQuery = {
  metric: "load",
  matchers: [],
  window: { from: instant(start * 1000), to: instant((start + count * step) * 1000) },
};

type Samples = Map<string, (readonly [number, number])[]>;

async function collect(client: PrometheusClient, query: RawQuery): Promise<Samples> {
  const all: Samples = new Map();
  for await (const page of readRaw(client, victoriaExport, query)) {
    expect(new Set(page.map(nameOf)).size).toBe(page.length);
    for (const series of page) {
      const before = all.get(nameOf(series)) ?? [];
      for (const pair of pairsOf(series)) before.push(pair);
      all.set(nameOf(series), before);
    }
  }
  return all;
}

function nameOf({ labels }: Pick<RangeSeries, "labels">): string {
  return labels["pod"] ?? "";
}

function pairsOf({ times, values }: RangeSeries): (readonly [number, number])[] {
  return Array.from(times, (time, index) => [time, values[index] ?? Number.NaN] as const);
}

function samplesOf(pod: string): (readonly [number, number])[] {
  const offset = pods.indexOf(pod);
  return Array.from({ length: count }, (_, index) => [start + index * step + offset, index * 0.25] as const);
}

describe.skipIf(inject("tools")["victoria-metrics"] === null)("with a real server", () => {
  let server: RunningVictoriaMetrics;
  const clients: PrometheusClient[] = [];

  beforeAll(async () => {
    server = await startVictoriaMetrics();
    // Twice, in two parts each: duplicates, and blocks that overlap.
    const halves = [samplesOf("a").slice(0, 20_000), samplesOf("a").slice(10_000)];
    await server.importLines(halves.map((part) => importLine({ __name__: "load", pod: "a" }, part)));
    await server.importLines(
      pods.map((pod) => importLine({ __name__: "load", pod, odd: 'ü"\\\n<{}>' }, samplesOf(pod))).slice(1),
    );
    await server.importLines([
      importLine({ __name__: "odd", pod: "a" }, [
        [start, Number.POSITIVE_INFINITY],
        [start + 1, Number.NaN],
        [start + 2, Number.NEGATIVE_INFINITY],
        [start + 3.25, 0.1],
      ]),
    ]);
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server?.stop();
  });

  function clientOf(options: Partial<PrometheusOptions> = {}): PrometheusClient {
    const url = parsePrometheusUrl(server.url);
    if (!url.ok) throw new Error(url.error);
    const client = new PrometheusClient({ ...options, url: url.value });
    clients.push(client);
    return client;
  }

  test("it has an export and no remote read", async () => {
    expect(await isRawSupported(clientOf(), remoteRead(new Decoder()), whole.window.to)).toMatchObject({
      isSupported: false,
      reason: expect.stringMatching(/unsupported path requested: "\/api\/v1\/read"$/),
    });
    expect(await isRawSupported(clientOf(), victoriaExport, whole.window.to)).toEqual({ isSupported: true });
  });

  test.each([
    ["at once", {}],
    ["packed", { gzip: "on" }],
    ["in small pages", { maxSamplesPerQuery: 700 }],
  ] as const)("every sample comes once and in order, read %s", async (_, options) => {
    const read = await collect(clientOf(options), whole);
    expect([...read.keys()].sort()).toEqual(pods);
    for (const pod of pods) expect(read.get(pod)).toEqual(samplesOf(pod));
  });

  test("two windows that touch share no sample", async () => {
    const middle = instant((start + 1_000 * step) * 1000);
    const client = clientOf();
    const first = await collect(client, { ...whole, window: { ...whole.window, to: middle } });
    const second = await collect(client, { ...whole, window: { ...whole.window, from: middle } });
    expect([...(first.get("a") ?? []), ...(second.get("a") ?? [])]).toEqual(samplesOf("a"));
  });

  test.each([
    [[{ label: "pod", op: "=", value: "b" }], ["b"]],
    [[{ label: "pod", op: "!=", value: "b" }], ["a", "c", "d", "e"]],
    [[{ label: "pod", op: "=~", value: "b|c" }], ["b", "c"]],
    [[{ label: "pod", op: "!~", value: "[a-d]" }], ["e"]],
    [[{ label: "odd", op: "=", value: 'ü"\\\n<{}>' }], ["b", "c", "d", "e"]],
  ] as [LabelMatcher[], string[]][])("matchers %j match %j", async (matchers, matched) => {
    const window = { from: whole.window.from, to: instant(whole.window.from + 60_000) };
    const read = await collect(clientOf(), { ...whole, matchers, window });
    expect([...read.keys()].sort()).toEqual(matched);
  });

  test("infinities are kept and NaN is left out", async () => {
    expect((await collect(clientOf(), { ...whole, metric: "odd" })).get("a")).toEqual([
      [start, Number.POSITIVE_INFINITY],
      [start + 2, Number.NEGATIVE_INFINITY],
      [start + 3.25, 0.1],
    ]);
  });

  test("a matcher that it cannot read is refused in its words, without the request", async () => {
    const matchers = [{ label: "pod", op: "=~", value: "((" }] as const;
    await expect(collect(clientOf(), { ...whole, matchers })).rejects.toMatchObject({
      code: "rejected",
      message: expect.stringMatching(/did not accept the request: cannot parse .*missing closing \)/),
    });
  });
});

describe.skipIf(inject("tools")["victoria-metrics"] === null)("with a limit of series", () => {
  test("series that come and go are read in parts of the time that have few enough", async () => {
    const server = await startVictoriaMetrics(["-search.maxExportSeries=20"]);
    const url = parsePrometheusUrl(server.url);
    if (!url.ok) throw new Error(url.error);
    const client = new PrometheusClient({ url: url.value });
    try {
      const day = 86_400;
      await server.importLines(
        Array.from({ length: 60 }, (_, index) =>
          importLine({ __name__: "load", pod: `p${index}` }, [
            [start + index * day, 1],
            [start + index * day + 60, 2],
          ]),
        ),
      );
      const window = { from: instant(start * 1000), to: instant((start + 60 * day) * 1000) };
      const read = await collect(client, { metric: "load", matchers: [], window });
      expect(read.size).toBe(60);
      expect([...read.values()].flat()).toHaveLength(120);
      expect(client.cost().queries).toBeGreaterThan(3);
    } finally {
      await client.close();
      await server.stop();
    }
  });
});
