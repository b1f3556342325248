import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

describe("a bounded cache", () => {
  test("forgets what was used least lately once there is too much", () => {
    const cache = new BoundedCache<number>(1_000);
    cache.set("a", 1, 300);
    cache.set("b", 2, 300);
    cache.get("a");
    cache.set("c", 3, 300);

    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([1, undefined, 3]);
  });

  test("does not keep what is larger than everything it may hold, and forgets what stood there before", () => {
    const cache = new BoundedCache<number>(1_000);
    cache.set("a", 1, 10);
    cache.set("a", 2, 5_000);

    expect(cache.get("a")).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  test("never holds more than it may, and what it answers is what was put in last", () => {
    const step = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), bytes: fc.nat(600) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const cache = new BoundedCache<number>(1_000);
        const last = new Map<string, number>();
        for (const [index, { key, bytes }] of steps.entries()) {
          cache.set(key, index, bytes);
          last.set(key, index);
          expect(cache.bytes).toBeLessThanOrEqual(1_000);
          expect(cache.bytes).toBeGreaterThanOrEqual(0);
          const found = cache.get(key);
          expect(found === undefined || found === last.get(key)).toBe(true);
        }
      }),
    );
  });
});
