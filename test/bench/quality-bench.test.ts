import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grid, ours, peers } from "../../bench/quality/contenders.ts";
import { type Day, daysOf } from "../../bench/quality/days.ts";
import { estateSeries } from "../../bench/quality/estate-series.ts";
import { parseSeries, readFolder } from "../../bench/quality/read-series.ts";
import { bestInHindsight, score, workloadsAbove } from "../../bench/quality/score.ts";
import { shareAboveIn, type Trial, trialsOf } from "../../bench/quality/trials.ts";

const options = { historyDays: 14, horizonDays: 7 };

describe("reading series", () => {
  test("in Unix seconds, milliseconds or dates, with or without a head", () => {
    const expected = { times: Float64Array.of(0, 60), values: Float64Array.of(0.5, 1) };

    expect(parseSeries("a", "timestamp,value\n0,0.5\n60,1\n")).toMatchObject(expected);
    expect(parseSeries("a", "1970-01-01 00:01:00,1\r\n1970-01-01T00:00:00Z,0.5\r\n")).toMatchObject(expected);
    expect(parseSeries("a", "1700000000000,2\n").times).toEqual(Float64Array.of(1_700_000_000));
  });

  test("refuses what is not usage, with the line", () => {
    expect(() => parseSeries("a.csv", "0,1\n60,none\n")).toThrow("a.csv:2");
    expect(() => parseSeries("a.csv", "0,-1\n")).toThrow("negative");
    expect(() => parseSeries("a.csv", "timestamp,value\n")).toThrow("no sample");
  });

  test("from a folder, one file a container", () => {
    const folder = mkdtempSync(join(tmpdir(), "optpass-series-"));
    try {
      writeFileSync(join(folder, "b.csv"), "0,1\n");
      writeFileSync(join(folder, "a.csv"), "0,1\n");
      writeFileSync(join(folder, "notes.txt"), "no series");
      expect(readFolder(folder).map(({ name }) => name)).toEqual(["a.csv", "b.csv"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Days of an hour's samples, by a rule of the day. */
function workload(days: number, value: (day: number, sample: number) => number): readonly Day[] {
  const count = days * 144;
  return daysOf([
    {
      name: "w",
      times: Float64Array.from({ length: count }, (_, index) => index * 600),
      values: Float64Array.from({ length: count }, (_, index) => value(Math.floor(index / 144), index % 144)),
    },
  ]);
}

describe("trials", () => {
  test("score a share of samples as counting does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (values, limit) => {
          const above = values.filter((value) => value > limit).length / values.length;
          expect(shareAboveIn(Float64Array.from(values).sort(), limit)).toBe(above);
        },
      ),
    );
  });

  test("choose from days before and score on days after", () => {
    const [group] = trialsOf(new Map([["w", workload(10, (day) => (day < 7 ? 0.1 : 0.9))]]), options);

    expect(group?.[0]?.history.map(({ histogram }) => histogram.max)).toEqual(Array(7).fill(0.1));
    expect(group?.[0]?.later.every((value) => value === 0.9)).toBe(true);
  });

  test("nothing that comes after a choice changes it", () => {
    const fleet = (later: number): readonly (readonly Trial[])[] =>
      trialsOf(
        new Map(
          ["a", "b", "c"].map((name, index) => [
            name,
            workload(9, (day, sample) => (day < 7 ? 0.1 + index / 10 + (sample % 7) / 100 : later)),
          ]),
        ),
        options,
      );
    for (const contender of [ours("cpu", 0.01), ...peers.cpu, ...grid.slice(0, 3)]) {
      expect(contender.choose(fleet(5)[0] ?? [])).toEqual(contender.choose(fleet(0.01)[0] ?? []));
    }
  });
});

describe("the product on a generated estate", () => {
  const days = new Map(
    [...estateSeries("cpu", { workloads: 24, days: 18, seed: 5 })].map(([name, pods]) => [
      name,
      daysOf(pods),
    ]),
  );
  const groups = trialsOf(days, options);

  test.each([0.05, 0.01, 0.005])(
    "keeps a stated risk of %d, for less than any one rule in hindsight",
    (risk) => {
      const answer = score(ours("cpu", risk), groups);
      const best = bestInHindsight(
        grid.map((contender) => score(contender, groups)),
        answer.above,
      );

      expect(answer.above).toBeLessThanOrEqual(risk);
      expect(workloadsAbove(answer, 2 * risk)).toBeLessThanOrEqual(0.15);
      expect(answer.requestOverUse).toBeLessThanOrEqual(best?.requestOverUse ?? Infinity);
    },
  );
});
