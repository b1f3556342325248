import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GrowthRecorder } from "./growth-recorder.ts";

// What scipy.stats.linregress says of each: see the README beside it.
const file = new URL("../../../test/fixtures/statistics/linear-regression.json", import.meta.url);
const numbers = z.array(z.number());
const vectors = z
  .array(
    z.object({
      name: z.string(),
      times: numbers,
      pages: numbers,
      slope: z.number(),
      explained: z.number(),
      mean: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync(file, "utf8")));

const daySeconds = 86_400;

function growthOf(times: readonly number[], pages: readonly number[]) {
  const recorder = new GrowthRecorder();
  recorder.add("api-1", 1, {
    labels: {},
    times: Float64Array.from(times),
    values: Float64Array.from(pages, (page) => page * 65_536),
  });
  return recorder.finish();
}

describe("growth is what scipy's regression says it is", () => {
  test.each(vectors)("$name", ({ times, pages, slope, explained, mean }) => {
    const lasted = (times.at(-1) ?? 0) - (times[0] ?? 0);
    const isGrowth = explained >= 0.9 && (slope * lasted) / mean >= 0.2;
    const growth = growthOf(times, pages);

    expect(growth !== null).toBe(isGrowth);
    if (growth !== null) expect(growth.bytesPerDay / (slope * daySeconds)).toBeCloseTo(1, 9);
  });

  test("on both sides of each threshold", () => {
    const straight = vectors.filter(({ explained }) => explained >= 0.9);

    expect(vectors.some(({ explained }) => explained > 0.85 && explained < 0.9)).toBe(true);
    expect(straight.some(({ explained }) => explained < 0.93)).toBe(true);
    expect(straight.some(({ name }) => name.startsWith("slow leak"))).toBe(true);
    expect(straight.some(({ slope }) => slope < 0)).toBe(true);
  });
});
