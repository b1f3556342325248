import fc from "fast-check";
import { expect, test } from "vitest";
import { numberSentinelOf, sentinelOf, slotOfNumberSentinel, slotOfSentinel } from "./sentinel.ts";

const ids = fc.nat({ max: 200_000_000 });

test("a sentinel of a count is an int32 that names its slot, and none where there are too many slots", () => {
  fc.assert(
    fc.property(ids, (id) => {
      const number = numberSentinelOf(id);
      if (number === null) expect(id).toBeGreaterThan(147_000_000);
      else {
        expect(Number(number)).toBeLessThan(2 ** 31);
        expect(slotOfNumberSentinel(number)).toBe(id);
      }
    }),
  );
});

test("numbers that people write stand for no slot", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000_000_000 }), (number) => {
      expect(slotOfNumberSentinel(String(number))).toBeNull();
    }),
  );
});

test("a sentinel of an amount is none of a count", () => {
  fc.assert(
    fc.property(ids, (id) => {
      expect(slotOfNumberSentinel(sentinelOf(id))).toBeNull();
      expect(slotOfSentinel(numberSentinelOf(id) ?? "")).toBeNull();
    }),
  );
});
