import { describe, expect, test } from "vitest";
import { histogramOf } from "../../../test/support/builders/histogram.ts";
import { bucketValue, type Histogram, mergeHistograms, quantileOf, relativeError } from "../model/index.ts";

/** The value that lies in the bucket of a quantile, among the few that were put in. */
function valueAt(histogram: Histogram, share: number): number {
  return Math.round(quantileOf(histogram, share));
}

// The samples and shares of VPA's own tests (pkg/recommender/util/histogram_test.go and decaying_histogram_test.go).
// Its answers are the ends of buckets one wide, ours the values themselves: one less.
describe("percentiles that VPA's tests ask for", () => {
  test.each([
    [0.1, 1],
    [0.2, 2],
    [0.3, 2],
    [0.4, 3],
    [0.5, 3],
    [0.6, 3],
    [0.7, 4],
    [1, 4],
  ])("of four weighted values, at %d", (share, expected) => {
    const histogram = histogramOf([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);

    expect(valueAt(histogram, share)).toBe(expected);
  });

  test.each([
    [0.02, 1],
    [0.03, 2],
    [0.1, 2],
    [0.11, 3],
    [0.34, 3],
    [0.35, 4],
  ])("of four values that came a half-life apart, at %d", (share, expected) => {
    const parts = [1, 2, 3, 4].map((value) => histogramOf([[value, value]]));

    expect(
      valueAt(
        mergeHistograms(parts, (index) => 0.5 ** (3 - index)),
        share,
      ),
    ).toBe(expected);
  });

  test("of an old heavy value and a new light one, twenty half-lives later", () => {
    const parts = [histogramOf([[2, 1000]]), histogramOf([[1, 1]])];
    const decayed = mergeHistograms(parts, (index) => 0.5 ** (20 * (1 - index)));

    expect(valueAt(decayed, 0.999)).toBe(1);
    expect(valueAt(decayed, 1)).toBe(2);
  });
});

test("every bucket's value is within the stated error of where the bucket begins", () => {
  for (let bucket = -400; bucket < 1400; bucket += 1) {
    const start = 2 ** Math.floor(bucket / 32) * (1 + (bucket - 32 * Math.floor(bucket / 32)) / 32);
    expect(Math.abs(bucketValue(bucket) / start - 1)).toBeLessThanOrEqual(relativeError * 1.04);
  }
});
