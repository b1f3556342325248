import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grid, ours, peers } from "../../bench/quality/contenders.ts";
import { type Day, daysOf } from "../../bench/quality/days.ts";
import { estateSeries } from "../../bench/quality/estate-series.ts";
import { parseSeries, readFolder } from "../../bench/quality/read-series.ts";
import { bestInHindsight, score, workloadsAbove } from "../../bench/quality/score.ts";
import {
  loweringHistory,
  raisingHistory,
  shareAboveIn,
  type Trial,
  trialsOf,
} from "../../bench/quality/trials.ts";

const options = { historyDays: 14, horizonDays: 7, leastHistory: loweringHistory };

function inFolder(files: Readonly<Record<string, string>>, look: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "optpass-series-"));
  try {
    mkdirSync(join(folder, "more"));
    mkdirSync(join(folder, "folder.csv"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    look(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("reading series", () => {
  const expected = { times: Float64Array.of(1_700_000_000, 1_700_000_060), values: Float64Array.of(0.5, 1) };

  test.each([
    ["Unix seconds, with a head", "timestamp,value\n1700000000,0.5\n1700000060,1\n"],
    ["seconds with a fraction, without a head", "1700000000.0,0.5\n1700000060.0,1"],
    ["milliseconds", "1700000000000,0.5\n1700000060000,1\n"],
    ["microseconds", "1700000000000000,0.5\n1700000060000000,1\n"],
    ["nanoseconds", "1700000000000000000,0.5\n1700000060000000000,1\n"],
    ["dates, with a zone or in UTC", "2023-11-14 22:13:20,0.5\n2023-11-14T23:14:20+01:00,1\n"],
    [
      "Windows lines, a byte order mark, comments and blanks",
      "\ufeff# cpu\r\ntime,cpu\r\n\r\n1700000000 , 0.5\r\n1700000060,1\r\n",
    ],
    ["any order", "1700000060,1\n1700000000,0.5\n"],
    ["further columns", "t,v,pod\n1700000000,0.5,a\n1700000060,1,a\n"],
  ])("in %s", (_, text) => {
    expect(parseSeries("a", text)).toMatchObject({ read: expected, leftOut: [] });
  });

  test("leaves out what is no measurement, and says so", () => {
    const text =
      "1700000000,0.5\n1700000030,NaN\n1700000040,\n1700000045,-1\n1700000050,+Inf\n1700000060,1\n";

    expect(parseSeries("a", text)).toMatchObject({
      read: expected,
      leftOut: ["a: 4 lines without a measurement (empty, NaN, negative)"],
    });
  });

  test("keeps the last of the samples of one moment, and says so", () => {
    expect(parseSeries("a", "1700000060,7\n1700000000,0.5\n1700000060,1\n")).toMatchObject({
      read: expected,
      leftOut: ["a: 1 samples of a moment that comes again"],
    });
  });

  test.each([
    ["a word", "0,1\n60,none\n", "a.csv:2"],
    ["a second head", "timestamp,value\ntimestamp,value\n0,1\n", "a.csv:2"],
    ["another separator", "0;1\n60;2\n120;3\n", "a.csv:2"],
    ["a first sample that is none", "0,many\n60,1\n", "a.csv:1"],
    ["no date", "2023-13-45 00:00:00,1\n2023-13-45 00:00:00,1\n", "a.csv:2"],
  ])("refuses %s, with the line", (_, text, line) => {
    expect(() => parseSeries("a.csv", text)).toThrow(line);
  });

  test("from a folder and those in it, one file a container; an empty file is left out", () => {
    const files = {
      "b.csv": "0,1\n",
      "more/a.CSV": "0,1\n",
      "c.csv": "timestamp,value\n",
      "notes.txt": "no",
    };
    inFolder(files, (folder) => {
      const { read, leftOut } = readFolder(folder);

      expect(read.map(({ name }) => name)).toEqual(["b.csv", "more/a.CSV"]);
      expect(leftOut).toEqual(["c.csv: all of it, it has no sample"]);
    });
  });

  test("of a folder that is not there, is a file or has none, says so", () => {
    inFolder({ "notes.txt": "no" }, (folder) => {
      expect(() => readFolder(folder)).toThrow("has no file that ends in .csv");
      expect(() => readFolder(join(folder, "gone"))).toThrow("is no folder");
      expect(() => readFolder(join(folder, "notes.txt"))).toThrow("is no folder");
    });
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

  test("need a week before the first choice, or two days where that is asked for", () => {
    const short = new Map([["w", workload(4, () => 0.1)]]);

    expect(trialsOf(short, options)).toEqual([]);
    expect(trialsOf(short, { ...options, leastHistory: raisingHistory })).toHaveLength(1);
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
