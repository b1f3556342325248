import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNumber } from "../model/index.ts";
import { roundLike } from "./round-quantity.ts";

const mebi = 2 ** 20;

describe("rounding in the style of the file", () => {
  test.each([
    ["cpu", 0.213, "500m", "220m"],
    ["cpu", 0.213, "0.5", "0.22"],
    ["cpu", 0.213, "1", "220m"],
    ["cpu", 0.213, null, "220m"],
    ["cpu", 1.93, "4", "1950m"],
    ["cpu", 2, "4", "2"],
    ["cpu", 0.0101, "10m", "11m"],
    ["memory", 301 * mebi, "512Mi", "304Mi"],
    ["memory", 1000 * mebi, "2Gi", "1Gi"],
    ["memory", 1100 * mebi, "2Gi", "1120Mi"],
    ["memory", 301 * mebi, "524288Ki", "311296Ki"],
    ["memory", 301e6, "512M", "304M"],
    ["memory", 301e6, "1G", "304M"],
    ["memory", 301 * mebi, "536870912", "318767104"],
  ] as const)("%s of %d beside %s is %s", (resource, amount, style, text) => {
    expect(roundLike(resource, amount, style).text).toBe(text);
  });

  test("is never less than what is wanted, and never more than a step above", () => {
    const styles = fc.constantFrom("512Mi", "1Gi", "512M", "1000000", "1024Ki", null);
    fc.assert(
      fc.property(fc.integer({ min: 16 * mebi, max: 64 * 1024 * mebi }), styles, (amount, style) => {
        const rounded = toNumber(roundLike("memory", amount, style));

        expect(rounded).toBeGreaterThanOrEqual(amount);
        expect(rounded).toBeLessThanOrEqual(amount * 1.07 + 4 * mebi);
      }),
    );
  });
});
