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

const { prometheus, promtool } = inject("tools");

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
});
