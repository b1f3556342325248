import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { histogramOf } from "../../../test/support/builders/histogram.ts";
import { mergeHistograms, quantileOf, relativeError } from "./histogram.ts";

// What numpy.quantile says of each, with weights: see the README beside it.
const file = new URL("../../../test/fixtures/statistics/weighted-quantiles.json", import.meta.url);
const vectors = z
  .array(
    z.object({
      name: z.string(),
      days: z.array(z.array(z.number())),
      quantiles: z.array(z.tuple([z.number(), z.number()])),
    }),
  )
  .parse(JSON.parse(readFileSync(file, "utf8")));

const cases = vectors.flatMap(({ name, days, quantiles }) =>
  quantiles.map(([share, expected]) => ({ name, days, share, expected })),
);

test.each(cases)("the quantile $share of days that fade, $name, is numpy's", ({ days, share, expected }) => {
  const parts = days.map((values) => histogramOf(values.map((value) => [value, 300])));
  const merged = mergeHistograms(parts, (index) => 0.5 ** ((days.length - 1 - index) / 7));

  expect(Math.abs(quantileOf(merged, share) / expected - 1)).toBeLessThanOrEqual(relativeError * 1.04);
});
