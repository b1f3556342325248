import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anEvidence,
  apiContainer,
  aUsage,
  twoWeeks,
  usageByClass,
} from "../../../../test/support/builders/evidence.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import {
  duration,
  type Evidence,
  type Instant,
  limitPolicies,
  quantity,
  type Refusal,
  type Settings,
  toNumber,
  windowEndingAt,
} from "../../model/index.ts";
import {
  defaultTuning,
  type ExplainOptions,
  explain,
  learnFleet,
  recommend,
  type TuningOptions,
} from "../index.ts";

const mebi = 2 ** 20;
const generous: Settings = {
  "requests.cpu": quantity("1"),
  "requests.memory": quantity("1Gi"),
  "limits.memory": quantity("1Gi"),
};
const set = (cpu: string): Settings => ({ ...generous, "requests.cpu": quantity(cpu) });

function optionsFor(evidence: Evidence, tuning: TuningOptions = defaultTuning): ExplainOptions {
  return { fleetAt: (risk) => learnFleet([evidence], risk), prices: null, tuning };
}

function explained(evidence: Evidence, current: Settings | null = generous, tuning = defaultTuning) {
  return explain(evidence, current, optionsFor(evidence, tuning));
}

function recommended(evidence: Evidence, current: Settings, tuning = defaultTuning) {
  return recommend(evidence, current, learnFleet([evidence], tuning.risk), null, tuning);
}

const amount = fc.double({ min: 0.005, max: 4, noNaN: true });
const someEvidence = fc
  .record({
    p50: amount,
    p95: amount,
    max: amount,
    days: fc.integer({ min: 1, max: 14 }),
    ownerSource: fc.constantFrom("kube-state-metrics" as const, "pod-name" as const),
    coverage: fc.constantFrom(0.6, 0.75, 1),
    kills: fc.integer({ min: 0, max: 1 }),
    throttledShare: fc.constantFrom(null, 0.05, 0.5),
    autoscalers: fc.constantFrom(null, [], [{ name: "api", utilizationOf: ["cpu" as const] }]),
  })
  .map(({ p50, p95, max, days, ownerSource, coverage, kills, throttledShare, autoscalers }) => {
    const [low = 0, middle = 0, high = 0] = [p50, p95, max].sort((left, right) => left - right);
    const seen = windowEndingAt(twoWeeks.to, duration(days, "d"));
    const shape = { seen, coverage };
    return anEvidence({
      usage: {
        cpu: aUsage({ p50: low, p95: middle, max: high, ...shape }),
        memory: aUsage({ p50: low * 2 ** 30, p95: middle * 2 ** 30, max: high * 2 ** 30, ...shape }),
      },
      ownerSource,
      outOfMemory: { pods: kills, highestLimit: null },
      throttledShare,
      autoscalers,
    });
  });
const someSettings = fc.record(
  {
    "requests.cpu": fc.constantFrom("20m", "200m", "1").map(quantity),
    "limits.cpu": fc.constantFrom("1", "2").map(quantity),
    "requests.memory": fc.constantFrom("64Mi", "512Mi").map(quantity),
    "limits.memory": fc.constantFrom("512Mi", "4Gi").map(quantity),
  },
  { requiredKeys: [] },
);
const someTuning = fc
  .record({ cpu: fc.constantFrom(...limitPolicies.cpu), memory: fc.constantFrom(...limitPolicies.memory) })
  .map((limits): TuningOptions => ({ ...defaultTuning, limits }));

describe("an explanation", () => {
  test("ends in what is recommended, or in the same refusal", () => {
    fc.assert(
      fc.property(someEvidence, someSettings, someTuning, (evidence, current, tuning) => {
        const { recommendations, skipped } = recommended(evidence, current, tuning);
        const { cpu, memory } = explained(evidence, current, tuning);
        const outcomes = [cpu.decision.outcome, memory.decision.outcome];
        const stays = [cpu.decision.stays, memory.decision.stays].filter((refusal) => refusal !== null);

        expect(
          outcomes
            .flatMap((one) => (one.ok ? one.value : []))
            .map(({ setting, proposed }) => [setting, proposed?.text]),
        ).toEqual(recommendations.map(({ setting, proposed }) => [setting, proposed?.text]));
        // `recommend` says one reason for all settings once.
        const distinct = (refusals: readonly Refusal[]) =>
          new Set(refusals.map((one) => JSON.stringify(one)));
        expect(distinct([...outcomes.flatMap((one) => (one.ok ? [] : [one.error])), ...stays])).toEqual(
          distinct(skipped.map(({ refusal }) => refusal)),
        );
      }),
      { numRuns: runs(60) },
    );
  });

  test("follows a value from what the rule gives to what is written, without a gap", () => {
    fc.assert(
      fc.property(someEvidence, someSettings, someTuning, (evidence, current, tuning) => {
        const { cpu, memory } = explained(evidence, current, tuning);
        for (const { decision, candidates } of [cpu, memory]) {
          for (const setting of ["requests.cpu", "requests.memory"] as const) {
            const steps = decision.bounds.filter((bound) => bound.setting === setting);
            steps.slice(1).forEach(({ before }, index) => {
              expect(before).toBe(steps[index]?.after);
            });
            const [lead] = decision.outcome.ok && decision.stays === null ? decision.outcome.value : [];
            const proposed = lead?.setting === setting ? lead.proposed : null;
            if (proposed !== null) expect(steps.at(-1)?.after).toBe(toNumber(proposed));
          }
          const [first] = decision.bounds;
          if (candidates !== null && first !== undefined) expect(first.before).toBe(candidates.chosen.amount);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test("has at most five sentences of what would change it, for every answer", () => {
    fc.assert(
      fc.property(someEvidence, someSettings, (evidence, current) => {
        const { cpu, memory } = explained(evidence, current);
        for (const { whatIf } of [cpu, memory]) {
          expect(whatIf.length).toBeLessThanOrEqual(5);
          for (const sentence of whatIf) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
        }
      }),
      { numRuns: runs(30) },
    );
  });
});

describe("candidate rules", () => {
  test("are all there, and the one with the least cost is chosen", () => {
    const { candidates } = explained(
      anEvidence({ usage: { cpu: aUsage({ p95: 0.2, max: 1 }), memory: null } }),
    ).cpu;

    const costs = candidates?.choices.map(({ expected, reserved }) => expected + reserved) ?? [];
    const chosen = (candidates?.chosen.expected ?? 0) + (candidates?.chosen.reserved ?? 0);
    expect(candidates?.choices.map(({ name }) => name)).toEqual(["p95", "p99", "peak"]);
    expect(chosen).toBe(Math.min(...costs));
    expect(candidates?.cuts).toBe(11);
  });

  test("are there for what is too young for an answer, without a past of its own", () => {
    const seen = windowEndingAt(twoWeeks.to, duration(30, "h"));

    const { candidates, decision, past } = explained(
      anEvidence({ usage: { cpu: aUsage({ seen }), memory: null } }),
    ).cpu;

    expect(decision.outcome).toMatchObject({ ok: false, error: { code: "young-workload" } });
    expect(candidates).toMatchObject({ cuts: 0, chosen: { own: 0 } });
    expect(past).toBeNull();
  });

  test("are none without usage, and memory has no choice of them", () => {
    const { cpu, memory } = explained(
      anEvidence({ usage: { cpu: null, memory: aUsage({ p95: mebi * 300 }) } }),
    );

    expect(cpu).toMatchObject({ candidates: null, highest: null, past: null, whatIf: [] });
    expect(memory.candidates).toBeNull();
  });
});

describe("bounds", () => {
  const changed = (evidence: Evidence, current: Settings) =>
    explained(evidence, current)
      .cpu.decision.bounds.filter(({ before, after }) => before !== after)
      .map(({ id }) => id);

  test("a floor, a CPU limit and half a step are named where they hold", () => {
    const idle = anEvidence({ usage: { cpu: aUsage({ p95: 0.001 }), memory: null } });
    const busy = anEvidence({ usage: { cpu: aUsage({ p95: 0.6 }), memory: null } });
    const guessed = anEvidence({
      ownerSource: "pod-name",
      usage: { cpu: aUsage({ coverage: 0.75 }), memory: null },
    });

    expect(changed(idle, generous)).toContain("floor");
    expect(changed(busy, { "requests.cpu": quantity("100m"), "limits.cpu": quantity("500m") })).toContain(
      "limit",
    );
    expect(changed(guessed, generous)).toContain("one-step");
  });
});

describe("gates", () => {
  const gates = (current: Settings, seen = twoWeeks) =>
    explained(anEvidence({ usage: { cpu: aUsage({ seen }), memory: null } }), current).cpu.decision.gates.map(
      ({ id, refusal }) => `${id}: ${refusal?.code ?? "passed"}`,
    );

  test("a raise must leave the dead band and be needed", () => {
    expect(gates(set("100m"))).toEqual(["dead-band: passed", "raise-early: passed"]);
    expect(gates(set("200m"))).toEqual(["dead-band: within-dead-band", "raise-early: passed"]);
  });

  test("lowering must leave the dead band, come late and be worth it", () => {
    expect(gates(generous)).toEqual(["dead-band: passed", "lower-late: passed", "minimum-saving: passed"]);
    expect(gates(generous, windowEndingAt(twoWeeks.to, duration(5, "d")))[1]).toBe(
      "lower-late: too-early-to-lower",
    );
  });

  test("what is not set has none", () => {
    expect(gates({})).toEqual([]);
  });
});

describe("the past", () => {
  test("shows the chosen value, today's and the rules without a margin on the same moments", () => {
    const { past } = explained(anEvidence(), set("100m")).cpu;

    expect(past?.cuts).toBe(11);
    expect(past?.rows.map(({ value }) => value)).toEqual(["chosen", "today", "p95", "p99", "peak"]);
    expect(past?.rows.find(({ value }) => value === "today")).toMatchObject({ amount: 0.1, above: 1 });
  });

  test("of memory counts days, and what is refused has no chosen value", () => {
    const leaking = anEvidence({ memoryGrowth: { bytesPerDay: 50 * mebi, judged: 4, growing: 4 } });

    expect(explained(anEvidence()).memory.past).toMatchObject({
      of: "days",
      rows: [{ value: "chosen" }, { value: "today" }, { value: "peak" }],
    });
    expect(explained(leaking).memory.past?.rows.map(({ value }) => value)).toEqual(["today", "peak"]);
  });
});

test("the busiest time is the first of the highest steps", () => {
  const usage = aUsage({ p50: 0.1, p95: 0.2, max: 0.9 });

  const { highest } = explained(anEvidence({ usage: { cpu: usage, memory: null } })).cpu;

  const noon = (twoWeeks.from + 12 * 3_600_000) as Instant;
  expect(highest).toEqual({ at: noon, stepSeconds: 3600, amount: 0.9 });
});

test("a pod that stands out is counted, and decides where it does on most days", () => {
  const skewed = (count: number): Evidence => {
    const usage = aUsage({ p95: 0.1 });
    const hot = aUsage({ p95: 0.9 });
    const days = usage.days.map((day, index) => ({
      ...day,
      hottest: index < count ? (hot.days[index]?.all ?? null) : null,
    }));
    return anEvidence({ usage: { cpu: { ...usage, days }, memory: null } });
  };

  expect(explained(skewed(3)).cpu.skew).toEqual({ days: 3, isDecisive: false });
  const { skew, whatIf } = explained(skewed(14), {}).cpu;
  expect(skew).toEqual({ days: 14, isDecisive: true });
  expect(whatIf[0]).toMatch(/^If all pods shared the work, it would be 1\d\dm\.$/);
});

test("of a DaemonSet, all is said of the node class that needs most", () => {
  const usage = usageByClass([
    ["m5.large", { p95: 0.05 }, 20],
    ["m5.4xlarge", { p95: 0.6 }, 2],
  ]);
  const days = usage.days.map((day) => ({ ...day, hottest: day.all }));
  const evidence = anEvidence({ usage: { cpu: { ...usage, days }, memory: null } });

  const { candidates, decision, past, skew } = explained(evidence).cpu;

  expect(skew).toEqual({ days: 0, isDecisive: false });
  expect(candidates?.chosen.base).toBeCloseTo(0.6, 1);
  expect(past?.rows.find(({ value }) => value === "peak")?.amount).toBeCloseTo(0.6, 1);
  expect(decision.nodeClasses?.needs.map(({ name }) => name)).toEqual(["m5.4xlarge", "m5.large"]);
});

test("hours at which usage is high recur, unless their hour is not known", () => {
  const evidence = anEvidence({ usage: { cpu: aUsage({ p50: 0.1, p95: 0.2, max: 0.9 }), memory: null } });

  expect(explained(evidence).cpu.recurs).toEqual({ on: "daily", from: 12, to: 13, times: 14, of: 14 });
  expect(explained({ ...evidence, resolution: "day" }).cpu.recurs).toBeNull();
});

describe("what would change it", () => {
  const cpu = (evidence: Evidence, current: Settings | null = generous, tuning = defaultTuning) =>
    explained(evidence, current, tuning).cpu.whatIf;
  const memory = (evidence: Evidence, current: Settings | null = generous, tuning = defaultTuning) =>
    explained(evidence, current, tuning).memory.whatIf;

  test("another risk, by the fleet at that risk", () => {
    const bursty = anEvidence({ usage: { cpu: aUsage({ p50: 0.1, p95: 0.3, max: 2 }), memory: null } });
    const [sentence = ""] = cpu(bursty, {});

    const [, loose = "", strict = ""] =
      /^With --risk 5%, it would be (.+); with --risk 0.5%, it would be (.+)\.$/.exec(sentence) ?? [];
    expect(recommended(bursty, {}, { ...defaultTuning, risk: 0.05 }).recommendations[0]?.proposed?.text).toBe(
      loose,
    );
    expect(
      recommended(bursty, {}, { ...defaultTuning, risk: 0.005 }).recommendations[0]?.proposed?.text,
    ).toBe(strict);
  });

  test("what is said to be left as it is, is; and what lies beyond it, is not", () => {
    const sentence = cpu(anEvidence()).find((one) => one.includes("would be left as it is")) ?? "";
    const [, low = "", high = ""] = /^A request between (\S+) and (\S+) would be left/.exec(sentence) ?? [];
    const stays = (cores: number): boolean =>
      recommended(anEvidence(), set(`${Math.round(cores * 1000)}m`)).recommendations.every(
        ({ setting }) => setting !== "requests.cpu",
      );

    const [least, most] = [toNumber(quantity(low)), toNumber(quantity(high))];
    expect(stays(least)).toBe(true);
    expect(stays(most)).toBe(true);
    expect(stays(least * 0.9)).toBe(false);
    expect(stays(most * 1.1)).toBe(false);
  });

  test("time, with the moment from which on it may be lowered", () => {
    const seen = windowEndingAt(twoWeeks.to, duration(4, "d"));
    const early = anEvidence({ usage: { cpu: aUsage({ seen }), memory: null } });

    expect(cpu(early)[0]).toBe(
      "After 3d more, from 2026-11-23T00:00:00Z on, it would be 230m, by what was seen so far.",
    );
  });

  test("time, for what is too young for any answer", () => {
    const seen = windowEndingAt(twoWeeks.to, duration(30, "h"));
    const young = anEvidence({ usage: { cpu: aUsage({ seen }), memory: null } });

    expect(cpu(young)).toEqual([
      "After 18h more, from 2026-11-20T18:00:00Z on, it would stay (OP223 too-early-to-lower), by what was seen so far.",
      "After 7d in all, it would be 230m, by what was seen so far.",
    ]);
    expect(cpu(young, set("100m"))[0]).toContain("it would be 230m");
  });

  test("more runs of what runs seldom", () => {
    const seldom = anEvidence({ target: { ...apiContainer, kind: "CronJob" }, pods: 3 });

    expect(cpu(seldom)[0]).toBe("After 2 more runs, it would be 210m, by what was seen so far.");
  });

  test("an autoscaler that would not steer by it", () => {
    const scaled = anEvidence({ autoscalers: [{ name: "front", utilizationOf: ["cpu"] }] });

    expect(cpu(scaled)).toEqual(["If front did not scale on cpu utilisation, it would be 210m."]);
    expect(cpu(anEvidence({ autoscalers: null }))[0]).toContain(
      "If no autoscaler steers by its cpu utilisation",
    );
  });

  test("the CPU limit that holds it back, or that it may not pass", () => {
    const busy = anEvidence({ usage: { cpu: aUsage({ p95: 0.49 }), memory: null } });
    const throttled = anEvidence({ throttledShare: 0.4 });

    expect(cpu(busy, { "requests.cpu": quantity("100m"), "limits.cpu": quantity("500m") })[0]).toBe(
      "Without the CPU limit of 500m, it would be 510m.",
    );
    expect(cpu(throttled, { ...generous, "limits.cpu": quantity("1") })[0]).toContain(
      "it would be 210m, by the usage that it held back; it may need more.",
    );
  });

  test("the number of pods that makes a saving worth a review", () => {
    const small = anEvidence({ usage: { cpu: aUsage({ p95: 0.02, meanPods: 1 }), memory: null } });

    const [sentence = ""] = cpu(small, set("60m"));
    const [, pods = ""] = /^With (\d+) pods at a time instead of 1, it would be 2\dm\.$/.exec(sentence) ?? [];
    const withPods = (meanPods: number) =>
      anEvidence({ usage: { cpu: aUsage({ p95: 0.02, meanPods }), memory: null } });
    expect(recommended(withPods(Number(pods)), set("60m")).recommendations).toHaveLength(1);
    expect(recommended(withPods(Number(pods) - 1), set("60m")).recommendations).toHaveLength(0);
  });

  test("kills, a leak and a heap that would not be there", () => {
    const killed = anEvidence({
      usage: { cpu: null, memory: aUsage({ p95: 200 * mebi }) },
      outOfMemory: { pods: 1, highestLimit: 256 * mebi },
    });

    expect(memory(killed, { "requests.memory": quantity("256Mi") })[0]).toMatch(
      /^Without the kills, it would /,
    );
    expect(memory(anEvidence({ memoryGrowth: { bytesPerDay: mebi, judged: 2, growing: 2 } }))[0]).toBe(
      "Without the growth, it would be 336Mi, its limit 336Mi.",
    );
    expect(memory(anEvidence({ runsJvm: true }))[0]).toBe(
      "If no heap were in it, it would be 336Mi, its limit 336Mi.",
    );
  });

  test("other policies for a limit that exists, and none where there is none", () => {
    const wide = { ...generous, "limits.memory": quantity("2Gi") };

    expect(memory(anEvidence(), wide)).toEqual(
      expect.arrayContaining([
        "With --memory-limits keep, it would be 336Mi, and its limit would stay.",
        "With --memory-limits ratio, it would be 336Mi, its limit 672Mi.",
      ]),
    );
    expect(memory(anEvidence(), { "requests.memory": quantity("1Gi") }).join(" ")).not.toContain(
      "--memory-limits",
    );
  });

  test("what nobody knows the current value of still gets to know what it needs", () => {
    const { decision, whatIf } = explained(anEvidence(), null).cpu;

    expect(decision.outcome).toMatchObject({ ok: false, error: { code: "requests-unknown" } });
    expect(whatIf[0]).toBe("If it set nothing today, it would be 210m.");
  });

  test("evidence that is too weak for all of it at once", () => {
    const guessed = anEvidence({
      target: apiContainer,
      ownerSource: "pod-name",
      usage: { cpu: aUsage({ coverage: 0.75 }), memory: null },
    });

    expect(cpu(guessed)[0]).toBe("With its owner known and no holes in its data, it would be 210m.");
  });
});
