import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { instant, type RangeSeries } from "../../core/model/index.ts";
import type { RangeQuery } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { readRange } from "./read-range.ts";
import { SampleBudget } from "./sample-budget.ts";
import type { Slice } from "./time-slices.ts";

/** A server that has a sample at every step and refuses slices longer than it bears. */
function server(
  stepSeconds: number,
  bears: number,
  code: "too-heavy" | "timeout" | "rejected" = "too-heavy",
) {
  const asked: number[] = [];
  const ask = async ({ start, end }: Slice): Promise<readonly RangeSeries[]> => {
    const steps = Math.round((Number(end) - Number(start)) / stepSeconds) + 1;
    asked.push(steps);
    if (steps > bears) throw new PortError("metrics-source", code, "no");
    const times = Float64Array.from({ length: steps }, (_, index) => Number(start) + index * stepSeconds);
    return [{ labels: {}, times, values: times }];
  };
  return { ask, asked };
}

function query(seconds: number, stepSeconds: number, expectedSeries = 1): RangeQuery {
  const window = { from: instant(1_700_000_000_000), to: instant(1_700_000_000_000 + seconds * 1000) };
  return { promql: "up", window, stepSeconds, expectedSeries };
}

async function timesOf(pages: AsyncIterable<readonly RangeSeries[]>): Promise<number[]> {
  const times: number[] = [];
  for await (const page of pages) for (const series of page) times.push(...series.times);
  return times;
}

test("a range that fits is one request", async () => {
  const { ask, asked } = server(60, 100);
  expect(await timesOf(readRange(query(300, 60), new SampleBudget(1_000), ask))).toEqual(
    [0, 60, 120, 180, 240].map((seconds) => 1_700_000_000 + seconds),
  );
  expect(asked).toEqual([5]);
});

test("requests keep to the limit of samples, given how many series are expected", async () => {
  const { ask, asked } = server(1, 100);
  await timesOf(readRange(query(10, 1, 25), new SampleBudget(100), ask));
  expect(asked).toEqual([4, 4, 2]);
});

test("no request has more than 11,000 steps, as Prometheus refuses them", async () => {
  const { ask, asked } = server(1, 20_000);
  await timesOf(readRange(query(23_000, 1), new SampleBudget(1_000_000), ask));
  expect(asked).toEqual([11_000, 11_000, 1_000]);
});

test("a slice that is too heavy is halved, and those after it are as short", async () => {
  const { ask, asked } = server(1, 30);
  expect(await timesOf(readRange(query(100, 1), new SampleBudget(1_000), ask))).toHaveLength(100);
  expect(asked).toEqual([100, 50, 25, 25, 25, 25]);
});

test("a later range of the same source begins with what the server was seen to bear", async () => {
  const budget = new SampleBudget(1_000);
  const { ask, asked } = server(1, 30);
  await timesOf(readRange(query(100, 1, 10), budget, ask));
  expect(asked.splice(0)).toEqual([100, 50, 25, 25, 25, 25]);
  await timesOf(readRange(query(100, 1, 10), budget, ask));
  expect(asked.splice(0)).toEqual([25, 25, 25, 25]);
  await timesOf(readRange(query(100, 1, 25), budget, ask));
  expect(asked).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
});

test("a range that no halving helps teaches nothing about the ranges after it", async () => {
  const budget = new SampleBudget(1_000);
  await expect(timesOf(readRange(query(640, 1), budget, server(1, 0).ask))).rejects.toThrow();
  const { ask, asked } = server(1, 1_000);
  await timesOf(readRange(query(640, 1), budget, ask));
  expect(asked).toEqual([640]);
});

test("a short range teaches nothing about the ranges after it", async () => {
  const budget = new SampleBudget(1_000);
  const { ask, asked } = server(1, 1_000);
  await timesOf(readRange(query(5, 1), budget, ask));
  await timesOf(readRange(query(640, 1), budget, ask));
  expect(asked).toEqual([5, 640]);
});

test("what is learned goes no lower than a 64th of the limit", () => {
  const budget = new SampleBudget(6_400);
  budget.learn(3);
  budget.learn(5_000);
  expect(budget.samples).toBe(100);
});

test("a slice that takes too long is halved as well", async () => {
  const { ask, asked } = server(1, 50, "timeout");
  await timesOf(readRange(query(100, 1), new SampleBudget(1_000), ask));
  expect(asked).toEqual([100, 50, 50]);
});

test("a server that bears nothing is asked seven times and then believed", async () => {
  const { ask, asked } = server(1, 0);
  await expect(timesOf(readRange(query(640, 1), new SampleBudget(1_000), ask))).rejects.toMatchObject({
    code: "too-heavy",
  });
  expect(asked).toEqual([640, 320, 160, 80, 40, 20, 10]);
});

test("a failure of another kind is not asked again", async () => {
  const { ask, asked } = server(1, 0, "rejected");
  await expect(timesOf(readRange(query(640, 1), new SampleBudget(1_000), ask))).rejects.toMatchObject({
    code: "rejected",
  });
  expect(asked).toEqual([640]);
});

test("a step that is not positive is a bug", async () => {
  const { ask } = server(1, 100);
  await expect(timesOf(readRange(query(10, 0), new SampleBudget(100), ask))).rejects.toThrow(RangeError);
});

test("whatever the slices, each step before the end of the window comes once and in order", async () => {
  const shape = fc.record({
    millis: fc.integer({ min: 0, max: 200_000 }),
    stepMillis: fc.integer({ min: 100, max: 5_000 }),
    series: fc.integer({ min: 0, max: 50 }),
    samples: fc.integer({ min: 1, max: 2_000 }),
    bears: fc.integer({ min: 1, max: 2_000 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ millis, stepMillis, series, samples, bears }) => {
      const { ask } = server(stepMillis / 1000, bears);
      const asked = query(millis / 1000, stepMillis / 1000, series);
      const read = timesOf(readRange(asked, new SampleBudget(samples), ask));
      const times = await read.catch((problem: unknown) => problem);
      if (times instanceof PortError) return; // it bears less than a 64th of the first slice
      const expected: number[] = [];
      for (let at = 0; at < millis; at += stepMillis) expected.push((1_700_000_000_000 + at) / 1000);
      expect((times as number[]).map((time) => time.toFixed(3))).toEqual(
        expected.map((time) => time.toFixed(3)),
      );
    }),
    { numRuns: runs(200) },
  );
});
