import {
  type ChangePlan,
  formatInstant,
  lengthOf,
  type PlacedRecommendation,
  type Resource,
  resourceOf,
  toNumber,
  worthOf,
} from "../model/index.ts";
import { containerName } from "./container-name.ts";
import { leadingOf } from "./leading.ts";

/** One chart: the highest pod's usage over the window, against the old and the new request. */
export interface UsageChart {
  readonly container: string;
  readonly resource: Resource;
  readonly unit: "millicores" | "MiB";
  /** Down-sampled by maximum: peaks stay. Nothing seen is 0. */
  readonly usage: readonly number[];
  readonly current: number | null;
  /** `null`: it is to be set no more. */
  readonly proposed: number | null;
  readonly days: number;
  /** RFC 3339 date of the right edge. */
  readonly until: string;
}

/** GitHub's own colours, readable on light and dark. Every drawing of the chart and its legend use them. */
export const chartColours = { usage: "#2f81f7", current: "#d29922", proposed: "#3fb950" } as const;

// Mermaid draws about 700 pixels; more points are neither seen nor cheap to load.
const mostPoints = 84;

// A reviewer looks at one or two; more only push the rest of the text away.
const mostCharts = 3;

/** The charts of a change: one for each value that it is about, up to three, the largest change first. */
export function chartsOf(plan: ChangePlan): readonly UsageChart[] {
  return [...leadingOf(plan)]
    .sort((left, right) => weight(right) - weight(left))
    .flatMap((recommendation) => usageChart(plan, recommendation) ?? [])
    .slice(0, mostCharts);
}

function weight({ savings }: PlacedRecommendation): number {
  return savings === null ? 0 : Math.abs(worthOf(savings));
}

function usageChart(plan: ChangePlan, recommendation: PlacedRecommendation): UsageChart | null {
  const { evidence, setting, target, proposed } = recommendation;
  const resource = resourceOf(setting);
  const usage = evidence.usage[resource];
  if (usage === null) return null;
  const scale = resource === "cpu" ? 1000 : 1 / 2 ** 20;
  return {
    container: containerName(plan, target),
    resource,
    unit: resource === "cpu" ? "millicores" : "MiB",
    usage: downSample(usage.profile.max, mostPoints).map((value) => value * scale),
    current: recommendation.effective === null ? null : toNumber(recommendation.effective) * scale,
    proposed: proposed === null ? null : toNumber(proposed) * scale,
    days: Math.round(lengthOf(evidence.window) / 86_400_000),
    until: formatInstant(evidence.window.to).slice(0, 10),
  };
}

function downSample(values: readonly (number | null)[], points: number): readonly number[] {
  const size = Math.ceil(values.length / points);
  const samples: number[] = [];
  for (let from = 0; from < values.length; from += size) {
    samples.push(Math.max(0, ...values.slice(from, from + size).map((value) => value ?? 0)));
  }
  return samples;
}
