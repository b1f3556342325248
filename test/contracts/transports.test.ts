import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  createPrometheusSource,
  type PrometheusSource,
  parsePrometheusUrl,
} from "../../src/adapters/prometheus/index.ts";
import { gatherTelemetry } from "../../src/app/gather-telemetry.ts";
import {
  containerKey,
  duration,
  type Evidence,
  type Instant,
  parseInstant,
  windowEndingAt,
} from "../../src/core/model/index.ts";
import type { Transport } from "../../src/ports/metrics-source.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { copyNamespace } from "../support/victoria-metrics/copy-namespace.ts";
import { startVictoriaMetrics } from "../support/victoria-metrics/start-victoria-metrics.ts";

const { prometheus, promtool, "victoria-metrics": victoriaMetrics } = inject("tools");

describe.skipIf(prometheus === null || promtool === null)("the same estate through each transport", () => {
  let shop: Shop;
  let source: PrometheusSource;

  beforeAll(async () => {
    shop = await startShop();
    const url = parsePrometheusUrl(shop.url);
    if (!url.ok) throw new Error(url.error);
    source = createPrometheusSource({ url: url.value });
  }, 300_000);

  afterAll(async () => {
    await source?.close();
    await shop?.stop();
  });

  function end(): Instant {
    const parsed = parseInstant(shop.at);
    if (parsed === null) throw new Error("the estate has no end");
    return parsed;
  }

  async function gather(transport: Transport): Promise<ReadonlyMap<string, Evidence>> {
    const { evidence } = await gatherTelemetry({ ...source, transport: async () => transport }, end(), {
      window: windowEndingAt(end(), duration(14, "d")),
      wantsNamespace: () => true,
      matchers: [],
      progress: () => {},
    });
    return new Map(evidence.map((one) => [containerKey(one.target), one]));
  }

  test("remote read is what a Prometheus offers", async () => {
    expect(await source.transport(end())).toBe("remote-read");
  });

  test("finds the same containers, owners, lives and peaks of memory", async () => {
    const [scraped, stepped] = [await gather("remote-read"), await gather("range")];

    expect([...scraped.keys()].sort()).toEqual([...stepped.keys()].sort());
    for (const [key, fine] of scraped) {
      const coarse = stepped.get(key);
      expect(fine.pods, key).toBe(coarse?.pods);
      expect(fine.live, key).toEqual(coarse?.live);
      expect(fine.memoryGrowth === null, key).toBe(coarse?.memoryGrowth === null);
      const [fineMemory, coarseMemory] = [fine.usage.memory, coarse?.usage.memory];
      if (fineMemory === null || coarseMemory === null || coarseMemory === undefined) continue;
      // Both see every scrape; the window of the coarse one begins a step earlier.
      expect(fineMemory.distribution.max / coarseMemory.distribution.max, key).toBeCloseTo(1, 1);
      expect(Math.abs(fineMemory.meanPods - coarseMemory.meanPods), key).toBeLessThan(0.1);
      expect(fineMemory.coverage, key).toBeGreaterThan(0.95);
    }
  });

  test("sees the same CPU where it is steady, and more of it where bursts are shorter than a step", async () => {
    const [scraped, stepped] = [await gather("remote-read"), await gather("range")];
    const p95 = (all: ReadonlyMap<string, Evidence>, key: string): number =>
      all.get(key)?.usage.cpu?.distribution.quantiles.p95 ?? Number.NaN;

    for (const name of ["/payments/Deployment/api/api", "/shop-production/Deployment/checkout/checkout"]) {
      expect(p95(scraped, name) / p95(stepped, name), name).toBeGreaterThan(0.97);
      expect(p95(scraped, name) / p95(stepped, name), name).toBeLessThan(1.06);
    }
    const bursty = "/shop-production/Deployment/notifications/notifications";
    expect(p95(scraped, bursty)).toBeGreaterThan(p95(stepped, bursty) * 1.2);
  });

  test.skipIf(victoriaMetrics === null)("finds the same in the export of a VictoriaMetrics", async () => {
    const window = windowEndingAt(end(), duration(2, "d"));
    const server = await startVictoriaMetrics();
    const url = parsePrometheusUrl(server.url);
    if (!url.ok) throw new Error(url.error);
    const copy = createPrometheusSource({ url: url.value });
    try {
      // More than is asked for: usage is read by whole days.
      await copyNamespace(source, "payments", windowEndingAt(end(), duration(4, "d")), server);
      expect(await copy.transport(end())).toBe("export");

      const options = { window, wantsNamespace: (name: string) => name === "payments", matchers: [] };
      // The lines of an export come in no order that lasts.
      const gatherFrom = async (from: PrometheusSource) => {
        const { evidence, product } = await gatherTelemetry(from, end(), { ...options, progress: () => {} });
        const key = ({ target }: Evidence) => containerKey(target);
        return { product, evidence: [...evidence].sort((one, other) => (key(one) < key(other) ? -1 : 1)) };
      };
      const { evidence: expected } = await gatherFrom(source);
      const { evidence: found, product } = await gatherFrom(copy);

      expect(product).toBe("VictoriaMetrics");
      expect(found.map(({ target }) => containerKey(target))).toEqual(
        expected.map(({ target }) => containerKey(target)),
      );
      expect(found.length).toBeGreaterThan(3);
      for (const [index, one] of found.entries()) {
        const other = expected[index];
        expect(one.pods).toBe(other?.pods);
        expect(one.resolution).toBe("scrape");
        for (const resource of ["cpu", "memory"] as const) {
          const [distribution, wanted] = [
            one.usage[resource]?.distribution,
            other?.usage[resource]?.distribution,
          ];
          expect(distribution?.samples).toBe(wanted?.samples);
          expect((distribution?.max ?? 0) / (wanted?.max ?? 1)).toBeCloseTo(1, 6);
          expect((distribution?.quantiles.p95 ?? 0) / (wanted?.quantiles.p95 ?? 1)).toBeCloseTo(1, 6);
        }
      }
    } finally {
      await copy.close();
      await server.stop();
    }
  });

  test("knows the days by quantiles where range queries are refused", async () => {
    const [stepped, byDay] = [await gather("range"), await gather("quantiles")];

    expect([...byDay.keys()].sort()).toEqual([...stepped.keys()].sort());
    let close = 0;
    let compared = 0;
    for (const [key, coarse] of byDay) {
      const fine = stepped.get(key);
      expect(coarse.resolution, key).toBe("day");
      expect(coarse.live, key).toEqual(fine?.live);
      for (const resource of ["cpu", "memory"] as const) {
        const [day, step] = [coarse.usage[resource], fine?.usage[resource]];
        if (day === null || step === null || step === undefined) continue;
        // Of a day's quantiles it is not known which were seen at the start of a container, so nothing is left out.
        expect(day.distribution.max / step.distribution.max, `${key} ${resource}`).toBeGreaterThan(0.95);
        if (resource === "memory")
          expect(day.distribution.max / step.distribution.max, key).toBeLessThan(1.05);
        const ratio = day.distribution.quantiles.p95 / step.distribution.quantiles.p95;
        compared += 1;
        if (Math.abs(ratio - 1) < 0.1) close += 1;
      }
    }
    // The rest lives for hours, or at two levels with nothing between.
    expect(close / compared).toBeGreaterThan(0.85);
  });
});
