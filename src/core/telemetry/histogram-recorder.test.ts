import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { histogramOf } from "../../../test/support/builders/histogram.ts";
import {
  bucketOf,
  bucketValue,
  emptyHistogram,
  mergeHistograms,
  quantileOf,
  relativeError,
  shareAbove,
} from "../model/index.ts";

const amounts = fc.double({ min: 1e-4, max: 1e12, noNaN: true });
const samples = fc.array(fc.tuple(amounts, fc.integer({ min: 1, max: 300 })), {
  minLength: 1,
  maxLength: 80,
});

/** The same by sorting. */
function exactQuantile(values: readonly (readonly [number, number])[], share: number): number {
  const sorted = [...values].sort(([left], [right]) => left - right);
  const total = sorted.reduce((sum, [, seconds]) => sum + seconds, 0);
  let passed = 0;
  for (const [value, seconds] of sorted) {
    passed += seconds;
    if (passed >= total * share * (1 - 1e-12)) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

describe("a histogram", () => {
  test("puts every value into a bucket whose value is within the stated error", () => {
    fc.assert(
      fc.property(amounts, (value) => {
        expect(Math.abs(bucketValue(bucketOf(value)) / value - 1)).toBeLessThanOrEqual(
          relativeError * 1.0001,
        );
      }),
    );
  });

  test("gives quantiles within the stated error of the exact ones", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const exact = exactQuantile(values, share);
        const given = quantileOf(histogramOf(values), share);
        expect(Math.abs(given / exact - 1)).toBeLessThanOrEqual(relativeError * 1.0001);
      }),
    );
  });

  test("is above its own quantile for the rest of the time, within one bucket", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, share) => {
        const histogram = histogramOf(values);
        const value = exactQuantile(values, share);
        expect(shareAbove(histogram, value * 1.033)).toBeLessThanOrEqual(1 - share + 1e-9);
      }),
    );
  });

  test("of the whole is the sum of the parts, in any order", () => {
    fc.assert(
      fc.property(samples, samples, (left, right) => {
        const whole = histogramOf([...left, ...right]);
        const merged = mergeHistograms([histogramOf(right), histogramOf(left)]);
        expect({ ...merged, sum: 0 }).toEqual({ ...whole, sum: 0 });
        expect(merged.sum).toBeCloseTo(whole.sum, -Math.log10(whole.sum) + 9);
      }),
    );
  });

  test("weighs its parts", () => {
    const merged = mergeHistograms([histogramOf([[1, 100]]), histogramOf([[4, 100]])], (index) =>
      index === 0 ? 1 : 0.5,
    );

    expect(shareAbove(merged, 2)).toBeCloseTo(1 / 3, 10);
  });

  test("nothing above the highest value, everything above nothing, and no time is no share", () => {
    const histogram = histogramOf([
      [0, 60],
      [0.5, 60],
    ]);

    expect(shareAbove(histogram, 0.5)).toBe(0);
    expect(shareAbove(histogram, 0)).toBe(0.5);
    expect(quantileOf(histogram, 0.5)).toBe(0);
    expect(shareAbove(emptyHistogram, 0)).toBe(0);
    expect(quantileOf(emptyHistogram, 0.99)).toBe(0);
    expect(mergeHistograms([])).toEqual(emptyHistogram);
  });
});
