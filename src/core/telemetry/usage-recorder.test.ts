import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { quantileOf, secondsIn, shareAbove, type Usage } from "../model/index.ts";
import { SeriesTails, type TimedSeries } from "./series-tails.ts";
import { UsageRecorder } from "./usage-recorder.ts";

const day = 86_400;
const start = 20_000 * day;
const options = { interval: 30, startup: 300 };

type Samples = readonly (readonly [time: number, value: number])[];

function everyMinute(from: number, minutes: number, value: (minute: number) => number): Samples {
  return Array.from({ length: minutes }, (_, minute): [number, number] => [
    from + minute * 60,
    value(minute),
  ]);
}

function timed(pod: string, samples: Samples, tails = new SeriesTails(start, 30)): TimedSeries {
  return tails.values({
    labels: { pod },
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  });
}

function usageOf(pods: Readonly<Record<string, Samples>>): Usage {
  const recorder = new UsageRecorder(options);
  for (const [pod, samples] of Object.entries(pods)) recorder.add(pod, timed(pod, samples));
  const usage = recorder.finish();
  if (usage === null) throw new Error("nothing was recorded");
  return usage;
}

describe("recording usage by the day", () => {
  test("keeps each UTC day on its own", () => {
    const usage = usageOf({ a: everyMinute(start, 2 * 1440, (minute) => (minute < 1440 ? 0.1 : 0.4)) });

    expect(usage.days.map((one) => one.start / 1000)).toEqual([start, start + day]);
    expect(usage.days.map(({ all }) => Number(quantileOf(all, 0.5).toFixed(2)))).toEqual([0.1, 0.4]);
    expect(usage.distribution.max).toBe(0.4);
  });

  test("weighs by time, so that a denser scrape does not count more", () => {
    const dense = Array.from({ length: 2880 }, (_, at): [number, number] => [start + at * 15, 0.1]);
    const sparse = Array.from({ length: 720 }, (_, at): [number, number] => [start + day / 2 + at * 60, 0.4]);

    const [only] = usageOf({ a: [...dense, ...sparse] }).days;

    expect(only === undefined ? null : shareAbove(only.all, 0.2)).toBeCloseTo(0.5, 2);
  });

  test("leaves out the first five minutes of a pod that was seen to start, and says so", () => {
    const warmUp = everyMinute(start + 3600, 600, (minute) => (minute < 5 ? 2 : 0.1));

    const usage = usageOf({ a: warmUp });

    expect(usage.distribution.max).toBe(0.1);
    expect(usage.startup).toEqual({ seconds: 270, max: 2 });
    expect(usage.coverage).toBe(1);
  });

  test("a pod that ran before the window is not taken to start with it", () => {
    const usage = usageOf({ a: everyMinute(start + 60, 600, (minute) => (minute < 5 ? 2 : 0.1)) });

    expect(usage.distribution.max).toBe(2);
    expect(usage.startup).toBeNull();
  });

  test("where pods live for minutes, starting up is what they do", () => {
    const short = Object.fromEntries(
      Array.from({ length: 20 }, (_, pod) => [
        `p${pod}`,
        everyMinute(start + 3600 * (pod + 1), 8, (minute) => (minute < 5 ? 2 : 0.1)),
      ]),
    );

    expect(usageOf(short).distribution.max).toBe(2);
  });

  test("keeps the pod apart that stands out", () => {
    const quiet = everyMinute(start, 1440, () => 0.1);
    const [only] = usageOf({ a: quiet, b: quiet, leader: everyMinute(start, 1440, () => 0.9) }).days;

    expect(only?.hottest === null || only === undefined ? null : quantileOf(only.hottest, 0.5)).toBeCloseTo(
      0.9,
      1,
    );
    expect(usageOf({ a: quiet, b: quiet }).days[0]?.hottest).toBeNull();
  });

  test("an open day learns of nodes later, and a day that is over keeps what it knew", () => {
    const first = new UsageRecorder(options);
    const pods = { a: 0.1, b: 0.2, c: 0.9 };
    for (const [pod, cores] of Object.entries(pods))
      first.add(
        pod,
        timed(
          pod,
          everyMinute(start, 1440, () => cores),
        ),
      );
    const today = start / day;
    const classOf = (pod: string): string => (pod === "c" ? "large" : "small");
    const classesIn = (recorder: UsageRecorder, name: typeof classOf) =>
      recorder.finish(name)?.days[0]?.classes.map((one) => [one.name, one.all.samples]);
    const open = first.dayState(today, true);
    const over = first.dayState(today, false, classOf);
    if (open === null || over === null) throw new Error("nothing was recorded");

    expect(open.classes).toEqual([]);
    expect(classesIn(new UsageRecorder(options, [open]), classOf)).toEqual([
      ["large", 1440],
      ["small", 2880],
    ]);
    expect(new UsageRecorder(options, [open]).dayState(today, false, classOf)?.classes).toEqual(over.classes);
    expect(classesIn(new UsageRecorder(options, [over]), () => "another")).toEqual(classesIn(first, classOf));
  });

  test("in two passes it comes to the same as in one, wherever the first ended", () => {
    const pods = {
      a: everyMinute(start, 3 * 1440, (minute) => 0.1 + (minute % 100) / 1000),
      b: everyMinute(start + day + 7200, 1440, (minute) => (minute < 5 ? 3 : 0.5)),
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 * day }), (seconds) => {
        const cut = start + seconds;
        const tails = new SeriesTails(start, 30);
        const first = new UsageRecorder(options);
        for (const [pod, samples] of Object.entries(pods)) {
          first.add(
            pod,
            timed(
              pod,
              samples.filter(([time]) => time < cut),
              tails,
            ),
          );
        }
        const openFrom = Math.floor(cut / day);
        const kept = [0, 1, 2, 3].flatMap(
          (at) => first.dayState(start / day + at, start / day + at >= openFrom) ?? [],
        );
        const later = new SeriesTails(start, 30, { tails: tails.since(cut - 3600) });
        const second = new UsageRecorder(options, structuredClone(kept));
        for (const [pod, samples] of Object.entries(pods)) {
          // The second pass reads a little of what the first has read.
          second.add(
            pod,
            timed(
              pod,
              samples.filter(([time]) => time >= cut - 1800),
              later,
            ),
          );
        }

        const [whole, resumed] = [usageOf(pods), second.finish()];

        expect(resumed?.days.map(({ all }) => ({ ...all, sum: 0 }))).toEqual(
          whole.days.map(({ all }) => ({ ...all, sum: 0 })),
        );
        expect(resumed?.days.map(({ hottest }) => hottest?.samples)).toEqual(
          whole.days.map(({ hottest }) => hottest?.samples),
        );
        expect({ ...resumed, days: [], distribution: null, profile: null }).toEqual({
          ...whole,
          days: [],
          distribution: null,
          profile: null,
        });
      }),
      { numRuns: runs(40) },
    );
  });
});

test("no time is recorded without a sample", () => {
  expect(new UsageRecorder(options).finish()).toBeNull();
  expect(secondsIn(usageOf({ a: [[start, 1]] }).days[0]?.all ?? { ...neverUsed })).toBe(30);
});

const neverUsed = { first: 0, seconds: new Float64Array(), zeroSeconds: 0, samples: 0, sum: 0, max: 0 };
