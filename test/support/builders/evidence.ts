import {
  type ContainerRef,
  type Evidence,
  instant,
  mergeHistograms,
  type PlacedRecommendation,
  quantity,
  type Usage,
  type UsageDay,
  type Window,
} from "../../../src/core/model/index.ts";
import { distributionOf } from "../../../src/core/telemetry/usage-recorder.ts";
import { histogramOf } from "./histogram.ts";

const day = 86_400_000;
const until = Date.UTC(2026, 10, 20);

export const twoWeeks: Window = { from: instant(until - 14 * day), to: instant(until) };

export const apiContainer: ContainerRef = {
  namespace: "payments",
  kind: "Deployment",
  name: "api",
  container: "api",
};

interface UsageShape {
  readonly p50?: number;
  readonly p95?: number;
  readonly max?: number;
  readonly samples?: number;
  readonly coverage?: number;
  readonly seen?: Window;
  readonly meanPods?: number;
}

/** Days of a histogram each: a step at the maximum, an hour and a quarter at p95, the rest at the median. */
function daysOf(seen: Window, p50: number, p95: number, max: number): readonly UsageDay[] {
  const first = Math.floor(seen.from / day);
  const last = Math.floor((seen.to - 1) / day);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const steps = Array.from({ length: 288 }, (_, step) => (step === 0 ? max : step < 16 ? p95 : p50));
    const all = histogramOf(steps.map((value) => [value, 300] as const));
    return { start: instant((first + index) * day), all, hottest: null, classes: [] };
  });
}

/** Usage that is flat unless said otherwise: what is not named follows from what is. */
export function aUsage(shape: UsageShape = {}): Usage {
  const { p95 = 0.2, samples = 4032, coverage = 1, seen = twoWeeks, meanPods = 2 } = shape;
  const { p50 = p95, max = p95 } = shape;
  const hours = Math.round((seen.to - seen.from) / 3_600_000);
  return {
    distribution: {
      samples,
      mean: p50,
      max,
      quantiles: { p50, p90: p95, p95, p98: p95, p99: max, p999: max },
      relativeError: 0.01,
    },
    days: daysOf(seen, p50, p95, max),
    startup: null,
    profile: {
      stepSeconds: 3600,
      start: seen.from / 1000,
      max: Array.from({ length: hours }, (_, hour) => (hour % 24 === 12 ? max : p50)),
      mean: Array.from({ length: hours }, () => p50),
    },
    seen,
    coverage,
    meanPods,
  };
}

/** What a DaemonSet used on nodes of several classes: of each, what one pod uses and how many pods there are. */
export function usageByClass(
  classes: readonly (readonly [name: string | null, ofOnePod: UsageShape, pods: number])[],
): Usage {
  const parts = classes.map(([name, shape, pods]) => ({ name, usage: aUsage(shape), pods }));
  const days = (parts[0]?.usage.days ?? []).map(({ start }, index): UsageDay => {
    const ofDay = parts.map(({ name, usage, pods }) => {
      const { all = histogramOf([]) } = usage.days[index] ?? {};
      return { name, all: mergeHistograms([all], () => pods) };
    });
    return { start, all: mergeHistograms(ofDay.map(({ all }) => all)), hottest: null, classes: ofDay };
  });
  return {
    ...aUsage(),
    distribution: distributionOf(mergeHistograms(days.map(({ all }) => all))),
    days,
    meanPods: classes.reduce((sum, [, , pods]) => sum + pods, 0),
  };
}

const mebi = 2 ** 20;

/** A steady container with two weeks of history, two pods, 0.2 cores and 300 MiB. */
export function anEvidence(change: Partial<Evidence> = {}): Evidence {
  return {
    target: apiContainer,
    window: twoWeeks,
    usage: { cpu: aUsage(), memory: aUsage({ p95: 300 * mebi }) },
    live: null,
    resolution: "five-minutes",
    pods: 2,
    ownerSource: "kube-state-metrics",
    outOfMemory: { pods: 0, highestLimit: null },
    memoryGrowth: null,
    restarts: 0,
    throttledShare: null,
    autoscalers: [],
    runsJvm: false,
    heap: null,
    heapFlags: null,
    queries: [{ of: "cpu", promql: 'rate(container_cpu_usage_seconds_total{container="api"}[5m])' }],
    ...change,
  };
}

/** A CPU request of 1 core lowered to 230m in payments/api. */
export function aRecommendation(change: Partial<PlacedRecommendation> = {}): PlacedRecommendation {
  const current = change.current === undefined ? quantity("1") : change.current;
  return {
    target: apiContainer,
    setting: "requests.cpu",
    current,
    effective: current,
    reserves: (change.setting ?? "requests.cpu").startsWith("requests"),
    proposed: quantity("230m"),
    class: "cost",
    confidence: 1,
    reasons: ["p95 of CPU, averaged over 5 minutes, is 200m over 2 pods and 14d."],
    prediction: { statement: "p95 of CPU stays at 87 % of the request", usageRatio: 0.87, tolerance: 0.15 },
    backtest: {
      of: "time",
      risk: 0.01,
      expected: 0.004,
      rule: "p99",
      margin: 1.12,
      cuts: 12,
      others: 40,
      above: { proposed: 0.002, current: 0, plain: 0.048 },
      peakOverLimit: null,
      atLimit: null,
    },
    nodeClasses: null,
    evidence: anEvidence(),
    savings: { cores: 1.54, bytes: 0, monthly: { amount: 34.8, currency: "USD", source: "opencost" } },
    location: {
      file: "apps/api.yaml",
      line: 21,
      path: "spec.template.spec.containers[0].resources.requests.cpu",
    },
    environment: "apps",
    isOneOfSeveral: false,
    ...change,
  };
}
