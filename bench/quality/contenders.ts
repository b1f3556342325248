import { defaultTuning, learnFleet, recommend } from "../../src/core/analysis/index.ts";
import {
  type Evidence,
  instant,
  mergeHistograms,
  quantileOf,
  toNumber,
  type Usage,
} from "../../src/core/model/index.ts";
import { distributionOf } from "../../src/core/telemetry/index.ts";
import { anEvidence } from "../../test/support/builders/evidence.ts";
import type { Resource } from "./estate-series.ts";
import type { Trial } from "./trials.ts";

/** Chooses a value for each workload of a fleet, from what was seen until then. */
export interface Contender {
  readonly name: string;
  choose(fleet: readonly Trial[]): readonly number[];
}

const eachAlone =
  (value: (trial: Trial) => number) =>
  (fleet: readonly Trial[]): readonly number[] =>
    fleet.map(value);

const dayMillis = 86_400_000;

/** The product as it is, through its front door, without floors: no unit is known here. */
export function ours(resource: Resource, risk: number): Contender {
  const tuning = { ...defaultTuning, risk, floors: { cpu: 0, memory: 0 } };
  return {
    name: resource === "cpu" ? `OptPass, risk ${Number((risk * 100).toFixed(3))} %` : "OptPass",
    choose: (fleet) => {
      const evidence = fleet.map((trial) => evidenceOf(trial, resource));
      const learned = learnFleet(evidence, risk);
      return evidence.map((one) => {
        const { recommendations, skipped } = recommend(one, {}, learned, null, tuning);
        const value = recommendations.find(({ setting }) => setting === `requests.${resource}`);
        const why = skipped.map(({ refusal }) => refusal.code).join(", ");
        if (value === undefined || value.proposed === null)
          throw new Error(`${one.target.name} was refused: ${why}`);
        return toNumber(value.proposed);
      });
    },
  };
}

function evidenceOf({ workload, history }: Trial, resource: Resource): Evidence {
  const window = { from: instant(0), to: instant(history.length * dayMillis) };
  const distribution = distributionOf(mergeHistograms(history.map(({ histogram }) => histogram)));
  const usage: Usage = {
    // A series may be of half hours: that is the set's own, and not too little data.
    distribution: { ...distribution, samples: Math.max(distribution.samples, defaultTuning.minimumSamples) },
    days: history.map(({ histogram }, index) => ({
      start: instant(index * dayMillis),
      all: histogram,
      hottest: null,
      classes: [],
    })),
    startup: null,
    profile: { stepSeconds: 3600, start: 0, max: [], mean: [] },
    seen: window,
    coverage: 1,
    meanPods: 1,
  };
  return anEvidence({
    target: { namespace: "bench", kind: "Deployment", name: workload, container: workload },
    window,
    usage: { cpu: resource === "cpu" ? usage : null, memory: resource === "memory" ? usage : null },
    resolution: "scrape",
  });
}

function quantile({ history }: Trial, share: number, days = history.length, halfLife = Infinity): number {
  const last = history.slice(-days).map(({ histogram }) => histogram);
  return quantileOf(
    mergeHistograms(last, (index) => 0.5 ** ((last.length - 1 - index) / halfLife)),
    share,
  );
}

/** Rules of peers, as their documentation states them, without floors. */
export const peers: Readonly<Record<Resource, readonly Contender[]>> = {
  cpu: [
    { name: "plain p95", choose: eachAlone((trial) => quantile(trial, 0.95)) },
    { name: "plain p99", choose: eachAlone((trial) => quantile(trial, 0.99)) },
    // Eight days, a half-life of a day, the 90th percentile and 15 %.
    { name: "VPA", choose: eachAlone((trial) => quantile(trial, 0.9, 8, 1) * 1.15) },
    { name: "KRR", choose: eachAlone((trial) => quantile(trial, 0.95)) },
  ],
  memory: [
    { name: "plain p99", choose: eachAlone((trial) => quantile(trial, 0.99)) },
    { name: "plain peak", choose: eachAlone((trial) => quantile(trial, 1)) },
    // Daily peaks of eight days with a half-life of a day: their 90th percentile and 15 %.
    { name: "VPA", choose: eachAlone((trial) => vpaMemory(trial)) },
    { name: "KRR", choose: eachAlone((trial) => quantile(trial, 1) * 1.15) },
  ],
};

function vpaMemory({ history }: Trial): number {
  const peaks = history.slice(-8).map(({ histogram }, index, all) => ({
    peak: histogram.max,
    weight: 0.5 ** (all.length - 1 - index),
  }));
  const total = peaks.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { peak, weight } of [...peaks].sort((left, right) => left.peak - right.peak)) {
    passed += weight;
    if (passed >= 0.9 * total) return peak * 1.15;
  }
  return 0;
}

/** Every quantile-times-margin rule of a grid, to find the best one in hindsight. */
export const grid: readonly Contender[] = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1].flatMap(
  (share) =>
    Array.from({ length: 80 }, (_, index): Contender => {
      const margin = 0.7 * 1.03 ** index;
      return {
        name: `p${share * 100} × ${margin.toFixed(2)}`,
        choose: eachAlone((trial) => quantile(trial, share) * margin),
      };
    }),
);
