import { describe, expect, test } from "vitest";
import { mebibyte } from "./design.ts";
import { shopDesigns, shopEstate } from "./shop/shop-estate.ts";
import { groundTruth, truthFor } from "./truth.ts";

const truths = groundTruth(shopEstate());
const of = (path: string) => truthFor(truths, path);

describe("what is true of the shop", () => {
  test("payments/api needs 0.2 cores and 305 MiB of the 1 core and 1 GiB that it asks for", () => {
    const api = of("payments/api/api");
    expect(api.coresNeeded.p50).toBeCloseTo(0.18, 2);
    expect(api.coresNeeded.p99).toBeCloseTo(0.2, 2);
    expect(api.bytesNeeded.max / mebibyte).toBeCloseTo(305, 0);
    expect(api.request).toEqual({ cpu: "over", memory: "over" });
    expect(api.oomKills).toBe(0);
  });

  test("start-up is used but not needed", () => {
    const api = of("payments/api/api");
    expect(api.coresUsed.max).toBeGreaterThan(0.5);
    expect(api.coresNeeded.max).toBeLessThan(0.25);
  });

  test("payments/ledger is killed where it needs 580 MiB and has 512", () => {
    const ledger = of("payments/ledger/ledger");
    expect(ledger.oomKills).toBeGreaterThan(5);
    expect(ledger.bytesNeeded.max / mebibyte).toBeCloseTo(580, 0);
    expect(ledger.bytesUsed.max / mebibyte).toBeLessThan(512);
  });

  test("shop-production/images needs twice what its limit lets it use, and is throttled most of the time", () => {
    const images = of("shop-production/images/images");
    expect(images.coresNeeded.p95).toBeGreaterThan(0.5);
    expect(images.coresUsed.max).toBeCloseTo(0.3, 6);
    expect(images.throttledShare).toBeGreaterThan(0.6);
  });

  test("the control asks for what it needs", () => {
    expect(of("payments/tokenizer/tokenizer").request).toEqual({ cpu: "fits", memory: "fits" });
  });

  test("a workload without resources has nothing to compare", () => {
    expect(of("payments/webhooks/webhooks").request).toEqual({ cpu: "unset", memory: "unset" });
  });

  test("every character has a member that asks for too much and one that asks for too little", () => {
    const fits = new Map<string, Set<string>>();
    for (const { namespace, name, character } of shopDesigns) {
      const found = fits.get(character) ?? new Set();
      fits.set(character, found);
      for (const truth of truths) {
        if (truth.namespace !== namespace || truth.name !== name) continue;
        found.add(truth.request.cpu).add(truth.request.memory);
      }
    }
    for (const [character, found] of fits)
      expect([character, [...found]]).toEqual([character, expect.arrayContaining(["over", "under"])]);
  });
});
