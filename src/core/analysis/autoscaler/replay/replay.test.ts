import { describe, expect, it } from "vitest";
import { withDefaults } from "../hpa/behavior.ts";
import { sampleDemand } from "./demand.ts";
import { type HpaSettings, hpaScaler } from "./hpa-scaler.ts";
import { Pods } from "./pods.ts";
import { type Look, type PodShape, replay } from "./replay.ts";
import { scoreFrom, scoreReplay, sumOf } from "./score.ts";
import { validateReplay } from "./validate-replay.ts";

const lags = { startup: 60, window: 30, metric: 0 };
const shape: PodShape = { capacity: 1, limit: null, lags };
const settings: HpaSettings = {
  min: 1,
  max: 100,
  target: { type: "Utilization", percent: 80 },
  behavior: null,
};
const demandOf = (...values: readonly number[]) => ({ start: 0, values: Float64Array.from(values) });
const looks = (count: number, value: number): readonly number[] => Array(count).fill(value);

function looksOf(values: readonly number[], first: number, given: Partial<HpaSettings> = {}): Look[] {
  const seen: Look[] = [];
  const scaler = hpaScaler({ ...settings, ...given }, 1);
  replay(demandOf(...values), scaler, shape, first, (look) => seen.push({ ...look }));
  return seen;
}

describe("demand at every look", () => {
  it("lies on the line between samples", () => {
    const { values } = sampleDemand({ times: [0, 60], values: [1, 5] });
    expect([...values]).toEqual([1, 2, 3, 4, 5]);
  });

  it("is not known in a gap", () => {
    const { values } = sampleDemand({ times: [0, 15, 30, 45, 345], values: [1, 1, 1, 1, 1] });
    expect([...values].map(Number.isNaN).filter(Boolean)).toHaveLength(19);
    expect(values.at(-1)).toBe(1);
  });

  it("is not known beside a sample that a limit held down", () => {
    const given = { times: [0, 15, 30, 45], values: [1, 1, 1, 1] };
    const { values } = sampleDemand({ ...given, isCensored: (index) => index === 2 });
    expect([...values].map(Number.isNaN)).toEqual([false, false, true, false]);
  });

  it("is empty without samples", () => {
    expect(sampleDemand({ times: [], values: [] }).values).toHaveLength(0);
  });
});

describe("pods", () => {
  it("serve after their start and are measured a window later", () => {
    const pods = new Pods(1, lags);
    pods.scale(0, 3);
    pods.wait(59);
    expect([pods.total, pods.ready, pods.measured]).toEqual([3, 1, 1]);
    pods.wait(60);
    expect([pods.ready, pods.measured]).toEqual([3, 1]);
    pods.wait(90);
    expect([pods.ready, pods.measured]).toEqual([3, 3]);
  });

  it("go youngest first", () => {
    const pods = new Pods(2, lags);
    pods.scale(0, 4);
    pods.wait(60);
    pods.scale(60, 6);
    pods.scale(75, 3);
    expect([pods.total, pods.ready, pods.measured]).toEqual([3, 3, 2]);
    pods.scale(75, 1);
    expect([pods.total, pods.ready, pods.measured]).toEqual([1, 1, 1]);
  });
});

describe("a replay", () => {
  it("comes to the replicas that put each pod at its target", () => {
    expect(looksOf(looks(100, 8), 2).at(-1)?.replicas).toBe(10);
  });

  it("holds more than it needs for five minutes, and no longer", () => {
    const seen = looksOf([...looks(40, 8), ...looks(60, 2)], 10);
    expect(seen[40 + 19]?.replicas).toBe(10);
    expect(seen.at(-1)?.replicas).toBe(3);
  });

  it("leaves demand unmet until new pods are ready", () => {
    const seen = looksOf([...looks(4, 0.8), ...looks(30, 4)], 1);
    const short = seen.filter(({ demand, ready }) => demand > ready).map(({ index }) => index);
    expect(short[0]).toBe(4);
    expect(short.at(-1)).toBeGreaterThanOrEqual(4 + 3);
    expect(short.length).toBeLessThan(20);
  });

  it("stays where it is while demand is not known, and does not count that time", () => {
    const seen = looksOf([...looks(4, 4), ...looks(40, Number.NaN)], 5);
    expect(seen.at(-1)?.replicas).toBe(5);
    const demand = demandOf(...looks(4, 4), ...looks(40, Number.NaN));
    const [score] = scoreReplay(demand, hpaScaler(settings, 1), shape, settings);
    expect(score?.looks).toBe(4);
  });

  it("takes no more from a pod than its limit lets it use", () => {
    const held: PodShape = { ...shape, limit: 1 };
    const seen: number[] = [];
    const scaler = hpaScaler(settings, 1);
    replay(demandOf(...looks(2, 50)), scaler, held, 8, ({ next }) => seen.push(next));
    // 100 % of a target of 80 %: ten for eight, however much is asked.
    expect(seen[0]).toBe(10);
  });

  it("counts hours, shortfall, changes and turns", () => {
    const demand = demandOf(...looks(240, 0.5));
    const [score] = scoreReplay(demand, hpaScaler({ ...settings, min: 2 }, 1), shape, { min: 2, max: 2 });
    expect(score).toMatchObject({ looks: 240, replicaHours: 2, atMax: 240, events: 0, reversals: 0 });
    expect(score?.above).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("is the same sum in stretches as in one", () => {
    const demand = demandOf(...looks(50, 3), ...looks(50, 9), ...looks(50, 1));
    const parts = scoreReplay(demand, hpaScaler(settings, 1), shape, settings, 40);
    const [whole] = scoreReplay(demand, hpaScaler(settings, 1), shape, settings);
    expect(parts).toHaveLength(4);
    expect(sumOf(parts)).toEqual(whole);
  });

  it("scores a part as it runs on from what came before", () => {
    const demand = demandOf(...looks(50, 3), ...looks(50, 9));
    const part = scoreFrom(demand, hpaScaler(settings, 1), shape, settings, 50);
    expect(part.looks).toBe(50);
    expect(part.above[0]).toBeGreaterThan(0);
  });
});

describe("validation", () => {
  const demand = demandOf(...looks(100, 3), ...looks(100, 9), ...looks(100, 5));

  it("of a recording by the same settings finds no error", () => {
    const recorded: number[] = [];
    replay(demand, hpaScaler(settings, 1), shape, 4, ({ replicas }) => recorded.push(replicas));
    expect(validateReplay(demand, hpaScaler(settings, 1), shape, recorded)).toEqual({
      looks: 300,
      error: 0,
      bias: 0,
    });
  });

  it("of a workload that something else scales finds a large one", () => {
    const behavior = withDefaults({});
    const fidelity = validateReplay(demand, hpaScaler({ ...settings, behavior }, 1), shape, looks(300, 30));
    expect(fidelity?.error).toBeGreaterThan(0.5);
    expect(fidelity?.bias).toBeLessThan(-0.5);
  });

  it("without recorded replicas says nothing", () => {
    expect(validateReplay(demand, hpaScaler(settings, 1), shape, looks(300, Number.NaN))).toBeNull();
  });
});
