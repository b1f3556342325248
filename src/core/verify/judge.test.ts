import { describe, expect, test } from "vitest";
import { designKinds, seriesOf } from "../../../bench/verify/series-kinds.ts";
import { duration, explainVerdict, instant } from "../model/index.ts";
import type { Vitals } from "./guardrails.ts";
import { type JudgeInput, judge } from "./index.ts";
import type { LevelInput } from "./level/judge-level.ts";

const [series] = seriesOf("quiet latency", designKinds.drifting, { count: 1, days: 45, seed: 4 });
if (series === undefined) throw new Error("no series");
const { times, values } = series;
const liveAt = instant(((times[0] ?? 0) + 36.3 * 86_400) * 1000);
const healthy: Vitals = {
  outOfMemoryKills: 0,
  restarts: 0,
  crashLooping: 0,
  unscheduled: { pods: 0, lasted: duration(0, "s") },
  atMaximum: { autoscaler: "api", lasted: duration(0, "s") },
  throttledShare: 0.02,
  burning: [],
};

function level(factor: number, margin = 0.5): LevelInput {
  const samples = {
    times,
    values: values.map((value, at) => ((times[at] ?? 0) * 1000 >= liveAt ? value * factor : value)),
  };
  return { name: "latency", samples, controls: [], isWorse: "higher", leastRise: 0.05, margin };
}

function judged(
  input: Partial<JudgeInput> & { readonly after?: Partial<Vitals>; readonly before?: Partial<Vitals> } = {},
) {
  const { after, before, ...rest } = input;
  return judge({
    mergedAt: instant(liveAt - 600_000),
    liveAt,
    now: instant(liveAt + duration(25, "h")),
    liveWithin: duration(1, "h"),
    guardrails: { after: { ...healthy, ...after }, before: { ...healthy, ...before }, control: null },
    levels: [level(1)],
    predictions: [],
    otherRollouts: [],
    trafficShare: 1,
    peakShare: 1,
    watchFor: duration(1, "d"),
    ...rest,
  });
}

const short = ({ outcome, reason }: ReturnType<typeof judge>) => [outcome, reason.code];
const tenMinutes = instant(liveAt + duration(10, "m"));

describe("a change", () => {
  test("is verified after a day with a peak in which nothing got worse", () => {
    expect(short(judged())).toEqual(["verified", "not-worse"]);
  });

  test("is too early to verify before that", () => {
    const verdict = judged({ now: tenMinutes });

    expect(short(verdict)).toEqual(["inconclusive", "too-early"]);
    expect(verdict.lookAgain).toBe(liveAt + duration(1, "h"));
  });

  test("regressed where a level got worse", () => {
    expect(short(judged({ levels: [level(1), level(1.4)] }))).toEqual(["regressed", "level-worse"]);
  });

  test.each<[string, Partial<Vitals>]>([
    ["out-of-memory", { outOfMemoryKills: 1 }],
    ["crash-loop", { restarts: 3, crashLooping: 1 }],
    ["not-scheduled", { unscheduled: { pods: 1, lasted: duration(6, "m") } }],
    ["pinned-at-maximum", { atMaximum: { autoscaler: "api", lasted: duration(16, "m") } }],
    ["throttled-more", { throttledShare: 0.3 }],
    [
      "budget-burning",
      {
        burning: [
          {
            objective: "availability",
            pairs: [
              { long: duration(1, "h"), short: duration(5, "m"), factor: 14.4, severity: "page", rate: 20 },
            ],
          },
        ],
      },
    ],
  ])("regressed within minutes: %s, unless it was so before or others suffer", (code, after) => {
    const guardrails = {
      before: healthy,
      after: { ...healthy, ...after },
      control: { ...healthy, ...after },
    };

    expect(short(judged({ now: tenMinutes, after }))).toEqual(["regressed", code]);
    expect(judged({ now: tenMinutes, after, before: after }).outcome).toBe("inconclusive");
    expect(judged({ now: tenMinutes, guardrails }).outcome).toBe("inconclusive");
  });

  test("is not live if nothing shows it in time, and waited for until then", () => {
    expect(short(judged({ liveAt: null }))).toEqual(["not-live", "never-live"]);
    expect(short(judged({ liveAt: null, now: liveAt }))).toEqual(["inconclusive", "not-live-yet"]);
  });

  test("in whose watch something else was rolled out is watched again from there", () => {
    const otherRollouts = [{ at: instant(liveAt + duration(20, "h")), what: "image 1.2" }];

    expect(short(judged({ otherRollouts }))).toEqual(["inconclusive", "other-rollout"]);
    expect(short(judged({ otherRollouts, after: { outOfMemoryKills: 2 } }))).toEqual([
      "inconclusive",
      "other-rollout",
    ]);
    expect(short(judged({ otherRollouts, now: instant(liveAt + duration(46, "h")) }))).toEqual([
      "verified",
      "not-worse",
    ]);
  });

  test("with little traffic, or no peak yet, is inconclusive", () => {
    expect(short(judged({ trafficShare: 0.2, levels: [level(1.4)] }))).toEqual([
      "inconclusive",
      "little-traffic",
    ]);
    expect(short(judged({ peakShare: 0.5 }))).toEqual(["inconclusive", "no-peak-yet"]);
    for (const unknown of [{ trafficShare: null }, { peakShare: null }])
      expect(short(judged(unknown))).toEqual(["inconclusive", "not-measured"]);
  });

  test("whose level varies more than the margin is inconclusive", () => {
    expect(short(judged({ levels: [level(1, 0.001)] }))).toEqual(["inconclusive", "cannot-tell"]);
  });

  test("that came out otherwise than predicted is told so, and not rolled back for it", () => {
    const { outcome, notes } = judged({
      predictions: [{ what: "replicas", predicted: 4, tolerance: 1, found: 7 }],
    });

    expect(outcome).toBe("verified");
    expect(notes.map(({ code }) => code)).toEqual(["not-as-predicted"]);
  });
});

describe("no data", () => {
  const none: Vitals = {
    outOfMemoryKills: null,
    restarts: null,
    crashLooping: null,
    unscheduled: null,
    atMaximum: null,
    throttledShare: null,
    burning: null,
  };

  test.each(Object.keys(none))("of %s never verifies", (vital) => {
    expect(judged({ after: { [vital]: null } }).outcome).toBe("inconclusive");
  });

  test("of any level never verifies", () => {
    expect(short(judged({ levels: [] }))).toEqual(["inconclusive", "no-levels"]);
    const empty = { ...level(1), samples: { times: new Float64Array(), values: new Float64Array() } };
    expect(short(judged({ levels: [level(1), empty] }))).toEqual(["inconclusive", "not-measured"]);
  });
});

test("a verdict is one sentence for a person", () => {
  expect(
    explainVerdict({ code: "level-worse", level: "latency", rise: 0.25, deviations: 4.2, hours: 3 }),
  ).toBe("In the first 3 hours latency got worse by 25 %: 4.2 times what it varies by without a change.");
});
