import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../../../../test/support/properties/sweep.ts";
import type { Demand } from "../replay/demand.ts";
import { type HpaSettings, hpaScaler } from "../replay/hpa-scaler.ts";
import { replay } from "../replay/replay.ts";
import { scoreReplay } from "../replay/score.ts";
import { coupleTarget } from "./couple-target.ts";
import { ruleOfThumb } from "./rule-of-thumb.ts";
import { searchSettings } from "./search.ts";
import type { Pod } from "./tried.ts";
import { type AutoscalerQuestion, tuneAutoscaler } from "./tune-autoscaler.ts";

const lags = { startup: 60, window: 30, metric: 30 };
const pod: Pod = { capacity: 1, request: 1, limit: null, lags };
const room = { least: 1, most: null };
const cautious: HpaSettings = {
  min: 6,
  max: 40,
  target: { type: "Utilization", percent: 40 },
  behavior: null,
};

/** A wave of so many looks around a level, with a jump now and then. */
function wave(count: number, period: number, level: number, swing: number, jump = 0): Demand {
  const values = Float64Array.from({ length: count }, (_, at) => {
    const burst = at % 397 < 12 ? jump : 0;
    return level + swing * Math.sin((2 * Math.PI * at) / period) + burst;
  });
  return { start: 0, values };
}

function scaled({ start, values }: Demand, factor: number): Demand {
  return { start, values: values.map((value) => value * factor) };
}

function record(demand: Demand, settings: HpaSettings): number[] {
  const recorded: number[] = [];
  replay(demand, hpaScaler(settings, pod.request), pod, 8, ({ replicas }) => recorded.push(replicas));
  return recorded;
}

describe("the search", () => {
  const waves = fc.record({
    level: fc.integer({ min: 3, max: 12 }),
    swing: fc.integer({ min: 0, max: 3 }),
    jump: fc.integer({ min: 0, max: 4 }),
    period: fc.integer({ min: 200, max: 1440 }),
  });

  it("never finds dearer settings for more risk", () => {
    const risks = [0, 0.001, 0.01, 0.05, 0.2];
    fc.assert(
      fc.property(waves, ({ level, swing, jump, period }) => {
        const demand = wave(960, period, level, swing, jump);
        const costs = risks.flatMap((risk) => {
          const { found } = searchSettings(demand, pod, room, risk);
          return found === null ? [] : [found.past.replicaHours];
        });
        expect(costs).toEqual([...costs].sort((left, right) => right - left));
      }),
      { numRuns: runs(3) },
    );
  });

  it("finds the same where demand and request double together", () => {
    fc.assert(
      fc.property(waves, ({ level, swing, jump, period }) => {
        const demand = wave(720, period, level, swing, jump);
        const twice: Pod = { ...pod, capacity: 2, request: 2 };
        expect(searchSettings(scaled(demand, 2), twice, room, 0.01)).toEqual(
          searchSettings(demand, pod, room, 0.01),
        );
      }),
      { numRuns: runs(3) },
    );
  });

  it("keeps within the room", () => {
    const { found } = searchSettings(wave(2880, 960, 6, 2), pod, { least: 3, most: 20 }, 0.01);
    expect(found?.settings.min).toBeGreaterThanOrEqual(3);
    expect(found?.settings.max).toBeLessThanOrEqual(20);
  });

  it("finds nothing where the room is too small for the demand", () => {
    expect(searchSettings(wave(1440, 720, 9, 2), pod, { least: 1, most: 3 }, 0.01).found).toBeNull();
  });

  it("costs no more than the rule of thumb where that holds half of the risk, too", () => {
    const demand = wave(2880, 720, 6, 2, 3);
    const rule = ruleOfThumb(demand, pod);
    const [score] = scoreReplay(demand, hpaScaler(rule, 1), pod, rule);
    const risk = (2 * (score?.above[0] ?? 0)) / 2880;
    const { closest } = searchSettings(demand, pod, room, risk);
    const [ours] = scoreReplay(demand, hpaScaler(closest ?? cautious, 1), pod, closest ?? cautious);
    expect(ours?.replicaHours).toBeLessThanOrEqual(score?.replicaHours ?? 0);
  });
});

describe("an autoscaler", () => {
  const week = wave(7 * 5760, 5760, 6, 3);
  const question: AutoscalerQuestion = {
    demand: week,
    recorded: record(week, cautious),
    pod,
    current: cautious,
    room,
    risk: 0.01,
  };
  const tuned = tuneAutoscaler(question);

  it("that is far too cautious gets cheaper settings that hold the risk", () => {
    if (!tuned.ok) throw new Error(tuned.error.code);
    const { found, today, fidelity } = tuned.value;
    expect(fidelity.error).toBeLessThan(0.01);
    expect(found.past.replicaHours).toBeLessThan(0.7 * today.replicaHours);
    expect(found.expected.above[0]).toBeLessThanOrEqual(0.01 * found.expected.looks);
  });

  it("with the best settings is left alone", () => {
    if (!tuned.ok) throw new Error(tuned.error.code);
    const current = tuned.value.settings;
    const again = tuneAutoscaler({ ...question, current, recorded: record(week, current) });
    expect(again).toMatchObject({ ok: false, error: { code: "good-as-it-is" } });
  });

  it.each<[string, Partial<AutoscalerQuestion>, string]>([
    ["that something else scales", { recorded: Array(week.values.length).fill(25) }, "replay-differs"],
    ["without recorded replicas", { recorded: [] }, "replicas-unknown"],
    ["of a young workload", { demand: wave(5760, 5760, 6, 3) }, "short-history"],
    [
      "whose demand is mostly unknown",
      {
        demand: { start: 0, values: Float64Array.from([...week.values, ...Array(40_000).fill(Number.NaN)]) },
      },
      "demand-unknown",
    ],
    ["that no room is left for", { room: { least: 1, most: 2 } }, "risk-not-held"],
  ])("%s is left alone, with the reason", (_, given, code) => {
    expect(tuneAutoscaler({ ...question, ...given })).toMatchObject({ ok: false, error: { code } });
  });
});

describe("a target when the request changes", () => {
  it("leaves each pod the load it had", () => {
    const demand = wave(1440, 720, 6, 2);
    const run = (target: HpaSettings["target"], request: number): number[] => {
      const seen: number[] = [];
      const scaler = hpaScaler({ ...cautious, min: 1, target }, request);
      replay(demand, scaler, pod, 8, ({ replicas }) => seen.push(replicas));
      return seen;
    };
    const before = run({ type: "Utilization", percent: 40 }, 2);
    const after = coupleTarget({ type: "Utilization", percent: 40 }, { from: 2, to: 1 });
    expect(after).toEqual({ type: "Utilization", percent: 80 });
    const difference = run(after, 1).map((replicas, at) => Math.abs(replicas - (before[at] ?? 0)));
    // The controller cuts percentages to whole numbers, of another request.
    expect(Math.max(...difference)).toBeLessThanOrEqual(1);
  });

  it("becomes an average where no sensible percentage is left", () => {
    expect(coupleTarget({ type: "Utilization", percent: 80 }, { from: 1, to: 0.5 })).toEqual({
      type: "AverageValue",
      average: 0.8,
    });
  });

  it("that is an average stays", () => {
    const target = { type: "AverageValue", average: 0.5 } as const;
    expect(coupleTarget(target, { from: 1, to: 4 })).toBe(target);
  });
});
