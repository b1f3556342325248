import { type Explanation, explain, type Fleet } from "../core/analysis/index.ts";
import type { Settled } from "../core/config/index.ts";
import {
  containerKey,
  type Finding,
  type PlacedRecommendation,
  type Skipped,
  workloadKey,
} from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { Analysis } from "./analysis.ts";
import { type AnalyzeOptions, analyze } from "./analyze.ts";
import { fleetsOf } from "./fleet-at.ts";
import type { PlacedContainer } from "./place-recommendations.ts";
import { settleContainer, tuningByRule } from "./tuning-by-rule.ts";

/** One container with the chain behind its answer, and what guards, proofs and the repository made of it. */
export interface ExplainedContainer {
  readonly container: PlacedContainer;
  readonly explanation: Explanation;
  /** What all containers taught it. */
  readonly fleet: Fleet;
  /** What the policy says of it; `null` without one. */
  readonly settled: Settled | null;
  readonly recommendations: readonly PlacedRecommendation[];
  readonly skipped: readonly Skipped[];
  /** Of the change that its recommendations belong to. */
  readonly findings: readonly Finding[];
}

export interface ExplainedWorkloads {
  readonly analysis: Analysis;
  /** Ordered by namespace, workload and container. */
  readonly containers: readonly ExplainedContainer[];
}

/** One pass over the workloads that are wanted, as a scan makes it, with the chain behind each answer. */
export async function explainWorkloads(
  telemetry: Telemetry,
  options: AnalyzeOptions,
): Promise<ExplainedWorkloads> {
  const analysis = await analyze(telemetry, options);
  const fleetAt = fleetsOf(telemetry.evidence);
  const policy = options.policy ?? null;
  const tuningOf = tuningByRule(options.tuning, policy);
  const prices = options.prices ?? telemetry.prices;
  const containers = analysis.containers.map((container): ExplainedContainer => {
    const { target, evidence, current, isKnown, located } = container;
    const tuning = tuningOf(target, located);
    const settled = policy === null ? null : settleContainer(policy, target, located);
    const explanation = explain(evidence, isKnown ? current : null, { fleetAt, prices, tuning });
    return {
      container,
      explanation,
      fleet: fleetAt(tuning.risk),
      settled,
      ...outcomeOf(container, analysis),
    };
  });
  return { analysis, containers: containers.sort(byName) };
}

function outcomeOf(
  { target }: PlacedContainer,
  { changes, skipped }: Analysis,
): Pick<ExplainedContainer, "recommendations" | "skipped" | "findings"> {
  const key = containerKey(target);
  const change = changes.find(({ plan }) => workloadKey(plan.workload) === workloadKey(target));
  const recommendations =
    change?.plan.recommendations.filter((one) => containerKey(one.target) === key) ?? [];
  return {
    recommendations,
    skipped: skipped.filter((one) => containerKey(one.target) === key),
    findings: recommendations.length === 0 ? [] : (change?.findings ?? []),
  };
}

function byName(left: ExplainedContainer, right: ExplainedContainer): number {
  const [one, other] = [containerKey(left.container.target), containerKey(right.container.target)];
  return one < other ? -1 : one > other ? 1 : 0;
}
