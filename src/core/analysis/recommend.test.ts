import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anEvidence,
  apiContainer,
  aUsage,
  twoWeeks,
  usageByClass,
} from "../../../test/support/builders/evidence.ts";
import { histogramOf } from "../../../test/support/builders/histogram.ts";
import {
  duration,
  type Evidence,
  instant,
  type LimitPolicy,
  limitPolicies,
  type Prices,
  quantity,
  type Settings,
  toNumber,
  type Usage,
  windowEndingAt,
} from "../model/index.ts";
import { defaultTuning, learnFleet, recommend } from "./index.ts";

const mebi = 2 ** 20;
const generous: Settings = {
  "requests.cpu": quantity("1"),
  "requests.memory": quantity("1Gi"),
  "limits.memory": quantity("1Gi"),
};

/** A fleet of one: what is built in counts most. */
function alone(evidence: Evidence) {
  return learnFleet([evidence], defaultTuning.risk);
}

function recommended(evidence: Evidence, current: Settings | null, prices: Prices | null = null) {
  return recommend(evidence, current, alone(evidence), prices, defaultTuning);
}

function proposals(evidence: Evidence, current: Settings = generous): Record<string, string> {
  const { recommendations } = recommended(evidence, current);
  return Object.fromEntries(
    recommendations.map(({ setting, proposed }) => [setting, proposed?.text ?? "none"]),
  );
}

function refusals(evidence: Evidence, current: Settings | null = generous): readonly string[] {
  const { skipped } = recommended(evidence, current);
  return skipped.map(({ setting, refusal }) => `${setting ?? "all"}: ${refusal.code}`);
}

describe("recommending", () => {
  test("a steady, over-provisioned container gets what it uses with a small margin", () => {
    expect(proposals(anEvidence())).toEqual({
      "requests.cpu": "210m",
      "requests.memory": "336Mi",
      "limits.memory": "336Mi",
    });
  });

  test("lowering is for cost, raising and setting what was not set is for safety", () => {
    const { recommendations } = recommended(anEvidence(), { "requests.memory": quantity("64Mi") });

    expect(recommendations.map((one) => [one.setting, one.class])).toEqual([
      ["requests.cpu", "safety"],
      ["requests.memory", "safety"],
    ]);
    expect(recommended(anEvidence(), generous).recommendations[0]?.class).toBe("cost");
  });

  test("a container without a memory limit is given none", () => {
    expect(proposals(anEvidence(), { "requests.memory": quantity("1Gi") })).not.toHaveProperty(
      "limits.memory",
    );
  });

  test("a memory limit without a request moves alone, since it is the request", () => {
    expect(proposals(anEvidence(), { "limits.memory": quantity("1Gi") })).toMatchObject({
      "limits.memory": "336Mi",
    });
    expect(proposals(anEvidence(), { "limits.memory": quantity("1Gi") })).not.toHaveProperty(
      "requests.memory",
    );
  });

  test("a limit that stands in for a request is reserved, so lowering it saves", () => {
    const { recommendations } = recommended(
      anEvidence({ usage: { cpu: null, memory: aUsage({ p95: 300 * mebi }) } }),
      { "limits.memory": quantity("1Gi") },
    );

    expect(recommendations[0]).toMatchObject({ setting: "limits.memory", reserves: true, class: "cost" });
    expect(recommendations[0]?.savings?.bytes).toBe((1024 - 336) * mebi * 2);
  });

  test("a CPU limit that stands in for a request is what the new request is compared with", () => {
    const { recommendations } = recommended(anEvidence({ usage: { cpu: aUsage(), memory: null } }), {
      "limits.cpu": quantity("1"),
    });

    expect(recommendations[0]).toMatchObject({ setting: "requests.cpu", current: null, class: "cost" });
    expect(recommendations[0]?.savings?.cores).toBeCloseTo(0.79 * 2, 6);
  });

  test("memory that varies gets more headroom than memory that is steady", () => {
    const varying = anEvidence({ usage: { cpu: null, memory: aUsage({ p50: 60 * mebi, p95: 300 * mebi }) } });

    expect(toNumber(quantity(proposals(varying)["requests.memory"] ?? ""))).toBeGreaterThan(
      toNumber(quantity(proposals(anEvidence())["requests.memory"] ?? "")),
    );
  });

  test("the same kills never raise twice", () => {
    const killed = (now: string): Record<string, string> =>
      proposals(
        anEvidence({
          usage: { cpu: null, memory: aUsage({ p95: 240 * mebi }) },
          outOfMemory: { pods: 2, highestLimit: 256 * mebi },
        }),
        { "requests.memory": quantity(now), "limits.memory": quantity(now) },
      );

    expect(killed("256Mi")).toEqual({ "requests.memory": "312Mi", "limits.memory": "312Mi" });
    expect(killed("312Mi")).toEqual({});
  });

  test("a small container that was killed is raised, though the raise is small", () => {
    const killed = anEvidence({
      usage: { cpu: null, memory: aUsage({ p95: 60 * mebi }) },
      outOfMemory: { pods: 1, highestLimit: 64 * mebi },
    });

    expect(proposals(killed, { "limits.memory": quantity("64Mi") })).toEqual({ "limits.memory": "80Mi" });
  });

  test("the CPU request never passes the CPU limit", () => {
    const busy = anEvidence({ usage: { cpu: aUsage({ p95: 0.49 }), memory: null } });

    expect(proposals(busy, { "requests.cpu": quantity("100m"), "limits.cpu": quantity("500m") })).toEqual({
      "requests.cpu": "500m",
    });
  });

  test("request and limit of memory round to the same amount, whatever their spelling", () => {
    const { recommendations } = recommended(anEvidence(), {
      "requests.memory": quantity("512M"),
      "limits.memory": quantity("2Gi"),
    });
    const [request, limit] = recommendations.filter(({ setting }) => setting.endsWith("memory"));

    expect(request?.proposed?.nanos).toBe(limit?.proposed?.nanos);
  });

  test("what holds the stated risk is not raised, though a little more would be chosen", () => {
    const bursty = anEvidence({ usage: { cpu: aUsage({ p50: 0.1, p95: 0.2, max: 2 }), memory: null } });
    const [chosen] = recommended(bursty, {}).recommendations;

    expect(chosen?.proposed?.text).toBe("350m");
    expect(chosen?.backtest?.expected).toBeLessThan(0.01);
    expect(refusals(bursty, { "requests.cpu": quantity("300m") })).toContain(
      "requests.cpu: holds-stated-risk",
    );
    expect(proposals(bursty, { "requests.cpu": quantity("200m") })).toEqual({ "requests.cpu": "350m" });
  });

  test("a replica that does more than the others decides", () => {
    const leader = aUsage({ p95: 0.9 });
    const skewed = aUsage({ p95: 0.1 });
    const days = skewed.days.map((day, index) => ({ ...day, hottest: leader.days[index]?.all ?? null }));
    const evidence = anEvidence({ usage: { cpu: { ...skewed, days }, memory: null } });

    const [cpu] = recommended(evidence, {}).recommendations;

    expect(toNumber(cpu?.proposed ?? quantity("0"))).toBeGreaterThan(0.89);
    expect(cpu?.reasons[0]).toContain("in the pod that uses most");
  });

  test("of a DaemonSet, the node class that needs most decides, however few its pods are", () => {
    const agent = { ...apiContainer, kind: "DaemonSet", name: "agent" } as const;
    const onBoth = usageByClass([
      ["m5.large", { p95: 0.05 }, 200],
      ["m5.4xlarge", { p95: 0.6 }, 1],
    ]);
    const onLarge = usageByClass([["m5.4xlarge", { p95: 0.6 }, 1]]);
    const proposedFor = (cpu: Usage) =>
      recommended(anEvidence({ target: agent, usage: { cpu, memory: null } }), {}).recommendations[0];

    const [both, large] = [proposedFor(onBoth), proposedFor(onLarge)];

    const amountOf = (one: typeof both) => toNumber(one?.proposed ?? quantity("0"));
    expect(amountOf(both)).toBeGreaterThan(0.59);
    expect(amountOf(both)).toBeLessThan(amountOf(large) * 1.2);
    expect(both?.reasons[0]).toContain("over the pods on m5.4xlarge");
    expect(both?.reasons.join(" ")).toMatch(
      /It needs 6\d\dm on m5\.4xlarge, \d\dm on m5\.large: one template serves all nodes, so the most decides; a DaemonSet per node class would free 1\d\d(\.\d+)? cores in all\./,
    );
    expect(both?.nodeClasses?.needs.map(({ name, pods }) => [name, Math.round(pods)])).toEqual([
      ["m5.4xlarge", 1],
      ["m5.large", 200],
    ]);
    expect(large?.nodeClasses).toBeNull();
  });

  test("of a DaemonSet whose classes need about the same, no separate DaemonSets are advised", () => {
    const alike = usageByClass([
      ["m5.large", { p95: 0.5 }, 10],
      ["m5.xlarge", { p95: 0.55 }, 10],
    ]);

    const [cpu] = recommended(anEvidence({ usage: { cpu: alike, memory: null } }), {}).recommendations;

    expect(cpu?.nodeClasses?.isWorthwhile).toBe(false);
    expect(cpu?.reasons.join(" ")).toContain("so the most decides.");
  });

  test("a class that was seen for minutes does not decide, and classes known on few days do not count", () => {
    const both = usageByClass([
      ["m5.large", { p95: 0.05 }, 10],
      ["m5.4xlarge", { p95: 0.6 }, 1],
    ]);
    const brief = both.days.map((day, index) => ({
      ...day,
      classes: day.classes.map((one) =>
        one.name === "m5.large" ? one : { ...one, all: histogramOf(index === 0 ? [[0.6, 600]] : []) },
      ),
    }));
    const seldom = both.days.map((day, index) => ({ ...day, classes: index < 7 ? day.classes : [] }));
    const first = (days: Usage["days"]) =>
      recommended(anEvidence({ usage: { cpu: { ...both, days }, memory: null } }), {}).recommendations[0];

    expect(first(brief)?.reasons[0]).toContain("over the pods on m5.large");
    expect(first(seldom)?.reasons[0]).toContain("over 2 pods");
  });

  test("memory of a DaemonSet has the headroom of its largest class, not of their difference", () => {
    const usage = usageByClass([
      ["m5.large", { p95: 100 * mebi }, 10],
      ["m5.4xlarge", { p95: 1000 * mebi }, 10],
    ]);
    const evidence = anEvidence({ usage: { cpu: null, memory: usage } });

    const [memory] = recommended(evidence, { "requests.memory": quantity("4Gi") }).recommendations;

    expect(toNumber(memory?.proposed ?? quantity("0")) / mebi).toBeLessThan(1160);
    expect(memory?.reasons.join(" ")).toContain(
      "It needs 1.07Gi on m5.4xlarge, 110Mi on m5.large: one template",
    );
    expect(memory?.nodeClasses?.isWorthwhile).toBe(true);
  });

  test("start-up above the request is said", () => {
    const usage = { ...aUsage(), startup: { seconds: 900, max: 1.5 } };

    const [cpu] = recommended(anEvidence({ usage: { cpu: usage, memory: null } }), {}).recommendations;

    expect(cpu?.reasons.join(" ")).toContain("Starting up it takes up to 1.5 cores");
  });

  test("memory whose peaks went on rising gets room for it", () => {
    const rising = aUsage({ p95: 300 * mebi });
    const days = rising.days.map((day, index) => ({
      ...day,
      all: { ...day.all, max: day.all.max * (1 + index / 60) },
    }));
    const evidence = anEvidence({
      usage: { cpu: null, memory: { ...rising, days, distribution: { ...rising.distribution } } },
    });

    const [request] = recommended(evidence, {}).recommendations;

    expect(request?.reasons[0]).toContain("how far later peaks passed earlier ones");
  });

  test("weak evidence lowers by half at most", () => {
    const guessed = anEvidence({
      ownerSource: "pod-name",
      usage: { cpu: aUsage({ coverage: 0.75 }), memory: null },
    });

    const [cpu] = recommended(guessed, generous).recommendations;

    expect(cpu?.proposed?.text).toBe("500m");
    expect(cpu?.reasons.at(-1)).toContain("by half at most");
  });

  test("money comes from the price of a core and of a GiB, over the mean number of pods", () => {
    const prices = { coreHour: 0.03, gibHour: 0.004, currency: "USD", source: "opencost" as const };

    const { recommendations } = recommended(anEvidence(), generous, prices);

    const cpu = recommendations.find(({ setting }) => setting === "requests.cpu");
    expect(cpu?.savings?.cores).toBeCloseTo(0.79 * 2, 6);
    expect(cpu?.savings?.monthly?.amount).toBeCloseTo(0.79 * 2 * 0.03 * 730, 6);
    const limit = recommendations.find(({ setting }) => setting === "limits.memory");
    expect(limit?.savings).toBeNull();
  });
});

describe("refusing", () => {
  test("no usage is not zero usage", () => {
    expect(refusals(anEvidence({ usage: { cpu: null, memory: null } }))).toEqual([
      "requests.cpu: no-usage",
      "requests.memory: no-usage",
    ]);
  });

  test("a young workload, said once for all its settings", () => {
    const seen = windowEndingAt(twoWeeks.to, duration(30, "h"));
    const young = anEvidence({ usage: { cpu: aUsage({ seen }), memory: aUsage({ p95: 300 * mebi, seen }) } });

    expect(refusals(young)).toEqual(["all: young-workload"]);
  });

  test("too few samples, and too many holes", () => {
    const few = anEvidence({
      usage: { cpu: aUsage({ samples: 99 }), memory: aUsage({ p95: mebi, coverage: 0.69 }) },
    });

    expect(refusals(few)).toEqual(["requests.cpu: too-little-data", "requests.memory: low-coverage"]);
  });

  test("a deployment that has not run for days, but not a CronJob between two runs", () => {
    const seen = { from: twoWeeks.from, to: instant(twoWeeks.to - duration(3, "d")) };
    const usage = { cpu: aUsage({ seen }), memory: aUsage({ p95: 300 * mebi, seen }) };

    expect(refusals(anEvidence({ usage }))).toEqual(["all: no-longer-running"]);
    const cronJob = { ...apiContainer, kind: "CronJob" } as const;
    expect(refusals(anEvidence({ usage, pods: 11, target: cronJob }))).toEqual([]);
  });

  test("a Job that ran a few times, whatever the clock says; short runs need fewer samples", () => {
    const target = { ...apiContainer, kind: "CronJob" } as const;
    const usage = { cpu: aUsage({ samples: 30 }), memory: aUsage({ p95: 300 * mebi, samples: 30 }) };

    expect(refusals(anEvidence({ target, usage, pods: 4 }))).toEqual(["all: few-runs"]);
    expect(refusals(anEvidence({ target, usage, pods: 14 }))).toEqual([]);
    expect(refusals(anEvidence({ usage, pods: 14 }))).toEqual(["all: too-little-data"]);
  });

  test("what nobody knows the current value of", () => {
    expect(refusals(anEvidence(), null)).toEqual(["all: requests-unknown"]);
  });

  test("the resource that an autoscaler steers by, and only that one", () => {
    const scaled = anEvidence({ autoscalers: [{ name: "api", utilizationOf: ["cpu"] }] });

    expect(refusals(scaled)).toEqual(["requests.cpu: hpa-owned"]);
    expect(proposals(scaled)).toHaveProperty(["requests.memory"]);
  });

  test("a Java heap is not lowered, but it is raised after a kill", () => {
    const java = anEvidence({ runsJvm: true });
    const killed = anEvidence({ runsJvm: true, outOfMemory: { pods: 1, highestLimit: 1024 * mebi } });

    expect(refusals(java)).toEqual(["requests.memory: jvm-memory"]);
    expect(proposals(killed)).toMatchObject({ "limits.memory": "1248Mi" });
  });

  test("a leak is reported, never sized for, also when it ended in kills", () => {
    const leaking = anEvidence({
      memoryGrowth: { bytesPerDay: 50 * mebi, judged: 4, growing: 4 },
      outOfMemory: { pods: 3, highestLimit: 512 * mebi },
    });

    expect(refusals(leaking)).toEqual(["requests.memory: suspected-leak"]);
  });

  test("a throttled container's CPU request is not lowered", () => {
    const throttled = anEvidence({ throttledShare: 0.4 });

    expect(refusals(throttled, { ...generous, "limits.cpu": quantity("1") })).toEqual([
      "requests.cpu: throttled",
    ]);
  });

  test("a value that is close enough stays", () => {
    expect(
      refusals(anEvidence(), { "requests.cpu": quantity("220m"), "requests.memory": quantity("320Mi") }),
    ).toEqual(["requests.cpu: within-dead-band", "requests.memory: within-dead-band"]);
  });
});

describe("limits", () => {
  const busy = anEvidence({ usage: { cpu: aUsage({ p95: 0.8 }), memory: aUsage({ p95: 300 * mebi }) } });
  const low: Settings = {
    "requests.cpu": quantity("400m"),
    "limits.cpu": quantity("1"),
    "requests.memory": quantity("200Mi"),
    "limits.memory": quantity("400Mi"),
  };
  const under = (policy: LimitPolicy, current: Settings, evidence = busy) => {
    const limits = { cpu: policy, memory: policy === "none" ? "keep" : policy } as const;
    const options = { ...defaultTuning, limits };
    const { recommendations, skipped } = recommend(evidence, current, alone(evidence), null, options);
    return {
      ...Object.fromEntries(
        recommendations.map(({ setting, proposed }) => [setting, proposed?.text ?? "none"]),
      ),
      skipped: skipped.map(({ refusal }) => refusal.code),
    };
  };

  test("that are kept stay, and requests move below them", () => {
    expect(under("keep", low)).toEqual({
      "requests.cpu": "820m",
      "requests.memory": "336Mi",
      skipped: [],
    });
    expect(under("keep", { ...low, "limits.memory": quantity("300Mi") }).skipped).toEqual(["limit-too-low"]);
  });

  test("that keep their ratio rise with the request", () => {
    expect(under("ratio", low)).toEqual({
      "requests.cpu": "820m",
      "limits.cpu": "2050m",
      "requests.memory": "336Mi",
      "limits.memory": "672Mi",
      skipped: [],
    });
  });

  test("of CPU are never lowered: a ratio leaves them, equality refuses", () => {
    const high: Settings = { "requests.cpu": quantity("4"), "limits.cpu": quantity("4") };
    const onlyCpu = anEvidence({ usage: { cpu: aUsage({ p95: 0.8 }), memory: aUsage({ p95: 0 }) } });

    expect(under("ratio", high, onlyCpu)).toMatchObject({ "requests.cpu": "820m" });
    expect(under("ratio", high, onlyCpu)).not.toHaveProperty(["limits.cpu"]);
    expect(under("equal", high, onlyCpu).skipped).toContain("limit-never-lowered");
  });

  test("of CPU go where none are wanted, and the request is no longer held below them", () => {
    const capped: Settings = { ...low, "limits.cpu": quantity("500m") };

    expect(under("keep", capped)).toMatchObject({ "requests.cpu": "500m" });
    expect(under("none", capped)).toMatchObject({ "requests.cpu": "820m", "limits.cpu": "none" });
    expect(removal(capped, busy)?.prediction.statement).toBe("it is throttled in 0 % of the periods");
  });

  test("of CPU go although the request stays, and what stays says why", () => {
    const settled: Settings = { "requests.cpu": quantity("820m"), "limits.cpu": quantity("2") };

    expect(under("none", settled)).toMatchObject({ "limits.cpu": "none", skipped: ["within-dead-band"] });
    expect(under("none", settled)).not.toHaveProperty(["requests.cpu"]);
  });

  test.each([
    ["throttled", { throttledShare: 0.4 }, "2"],
    ["limit-reached", {}, "840m"],
  ])(
    "of CPU that held it back go, and a request is not lowered by what it could use: %s",
    (code, change, limit) => {
      const held = { ...busy, ...change };
      const current: Settings = { "requests.cpu": quantity(limit), "limits.cpu": quantity(limit) };

      expect(under("keep", current, held).skipped).toContain(code);
      expect(under("none", current, held)).toMatchObject({ "limits.cpu": "none" });
      expect(under("none", current, held).skipped).toContain(code);
      expect(removal(current, held)).toMatchObject({ class: "safety", savings: null, backtest: null });
    },
  );

  test("of CPU that stand in for a request leave it written, whether or not it changes", () => {
    expect(under("none", { "limits.cpu": quantity("820m") })).toMatchObject({
      "requests.cpu": "820m",
      "limits.cpu": "none",
    });
    expect(under("none", { "limits.cpu": quantity("4") })).toMatchObject({
      "requests.cpu": "820m",
      "limits.cpu": "none",
    });
  });

  test("that go say what may bring them back, and what a runtime makes of it", () => {
    const why = (change: Partial<Evidence>) => removal(low, { ...busy, ...change })?.reasons.join(" ");

    expect(why({})).toContain("LimitRange");
    expect(why({})).not.toContain("threads");
    expect(why({ runsJvm: true })).toContain("Java counts its cores from the limit");
  });

  test("of memory are never taken out", () => {
    expect(limitPolicies.memory).not.toContain("none");
  });

  function removal(current: Settings, evidence: Evidence) {
    const options = { ...defaultTuning, limits: { ...defaultTuning.limits, cpu: "none" } } as const;
    const { recommendations } = recommend(evidence, current, alone(evidence), null, options);
    return recommendations.find(({ setting }) => setting === "limits.cpu");
  }

  test("that do not exist are not made up", () => {
    for (const policy of limitPolicies.cpu) {
      expect(under(policy, { "requests.cpu": quantity("100m") })).not.toHaveProperty(["limits.cpu"]);
    }
  });
});

describe("raising early, lowering late", () => {
  const fiveDays = windowEndingAt(twoWeeks.to, duration(5, "d"));
  const seen = (p95: number) => anEvidence({ usage: { cpu: aUsage({ p95, seen: fiveDays }), memory: null } });

  test("after five days a request is raised, but not lowered", () => {
    expect(proposals(seen(0.9), { "requests.cpu": quantity("200m") })).toHaveProperty(["requests.cpu"]);
    expect(refusals(seen(0.2), { "requests.cpu": quantity("1") })).toContain(
      "requests.cpu: too-early-to-lower",
    );
  });

  test("little is not worth a review, unless many pods add up to more", () => {
    const usage = (meanPods: number) =>
      anEvidence({ usage: { cpu: aUsage({ p95: 0.02, meanPods }), memory: null } });
    const current = { "requests.cpu": quantity("50m") };

    expect(refusals(usage(1), current)).toContain("requests.cpu: small-saving");
    expect(proposals(usage(10), current)).toHaveProperty(["requests.cpu"]);
  });
});

describe("whatever the usage", () => {
  const cores = fc.double({ min: 0.05, max: 16, noNaN: true });

  test("doubling it doubles the request, within rounding", () => {
    fc.assert(
      fc.property(cores, (p95) => {
        const request = (usage: number): number =>
          toNumber(
            quantity(
              proposals(anEvidence({ usage: { cpu: aUsage({ p95: usage }), memory: null } }), {})[
                "requests.cpu"
              ] ?? "0",
            ),
          );

        expect(request(2 * p95) / request(p95)).toBeGreaterThan(1.8);
        expect(request(2 * p95) / request(p95)).toBeLessThan(2.2);
      }),
    );
  });

  test("more of it never gets less", () => {
    fc.assert(
      fc.property(cores, fc.double({ min: 1, max: 3, noNaN: true }), (p95, factor) => {
        const request = (usage: number): number =>
          toNumber(
            quantity(
              proposals(anEvidence({ usage: { cpu: aUsage({ p95: usage }), memory: null } }), {})[
                "requests.cpu"
              ] ?? "0",
            ),
          );

        expect(request(p95 * factor)).toBeGreaterThanOrEqual(request(p95));
      }),
    );
  });

  test("a settled recommendation is the end: asked again with it in place, there is nothing to change", () => {
    fc.assert(
      fc.property(cores, fc.integer({ min: 8, max: 8000 }), (p95, peak) => {
        const evidence = anEvidence({
          usage: { cpu: aUsage({ p95 }), memory: aUsage({ p95: peak * mebi }) },
        });
        const first = proposals(evidence, {});
        const after = Object.fromEntries(
          Object.entries(first).map(([setting, text]) => [setting, quantity(text)]),
        );

        expect(proposals(evidence, after)).toEqual({});
      }),
    );
  });
});
