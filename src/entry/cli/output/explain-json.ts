import type { ExplainedContainer, ExplainedWorkloads } from "../../../app/explain-workloads.ts";
import type { Candidate, Gate, ResourceExplanation } from "../../../core/analysis/index.ts";
import type { Configuration } from "../../../core/config/index.ts";
import {
  type Evidence,
  explainRefusal,
  formatInstant,
  numberOf,
  type PlacedRecommendation,
  type Refusal,
  type Usage,
} from "../../../core/model/index.ts";
import { configurationJsonOf } from "./explain/configuration-section.ts";

/**
 * The chain behind each answer for programs: cores, bytes, shares from 0 to 1. `version` changes when a reader of an
 * older one would misread it.
 */
export function explainJson(
  { analysis, containers }: ExplainedWorkloads,
  configuration: Configuration,
): string {
  const { telemetry, notices } = analysis;
  const report = {
    version: 1,
    generatedAt: formatInstant(telemetry.readAt),
    window: { from: formatInstant(telemetry.window.from), to: formatInstant(telemetry.window.to) },
    containers: containers.map((one) => containerJson(one, configuration)),
    notices,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function containerJson(explained: ExplainedContainer, configuration: Configuration): object {
  const { container, explanation, recommendations, skipped, findings, settled } = explained;
  const { evidence, current, isKnown, located, target } = container;
  const texts = Object.entries(current).map(([setting, quantity]) => [setting, quantity.text]);
  return {
    target,
    environment: located?.environment.name ?? null,
    current: isKnown ? Object.fromEntries(texts) : null,
    configuration: settled === null ? null : configurationJsonOf(settled, configuration),
    evidence: evidenceJson(evidence),
    cpu: resourceJson(evidence.usage.cpu, explanation.cpu, explained),
    memory: resourceJson(evidence.usage.memory, explanation.memory, explained),
    findings,
    recommendations: recommendations.map(recommendationJson),
    skipped: skipped.map(({ setting, refusal }) => ({ setting, ...refusalJson(refusal) })),
  };
}

function evidenceJson(evidence: Evidence): object {
  const { pods, ownerSource, resolution, outOfMemory, restarts, throttledShare } = evidence;
  const { memoryGrowth, autoscalers, runsJvm, heap, heapFlags, queries } = evidence;
  return {
    ...{ pods, ownerSource, resolution, outOfMemory, restarts, throttledShare },
    ...{ memoryGrowth, autoscalers, runsJvm, heap, heapFlags, queries },
  };
}

function resourceJson(
  usage: Usage | null,
  { highest, recurs, skew, candidates, decision, past, limit, whatIf }: ResourceExplanation,
  { fleet }: ExplainedContainer,
): object {
  const { bounds, gates, nodeClasses, outcome, stays } = decision;
  return {
    usage: usage === null ? null : usageJson(usage),
    highest: highest === null ? null : { ...highest, at: formatInstant(highest.at) },
    recurs,
    skew,
    nodeClasses,
    candidates:
      candidates === null
        ? null
        : {
            rules: candidates.choices.map(candidateJson),
            chosen: candidates.chosen.name,
            cuts: candidates.cuts,
            price: fleet.cpu.price,
            meanPeak: fleet.cpu.meanPeak,
            workloads: fleet.cpu.workloads,
          },
    bounds,
    gates: gates.map(gateJson),
    byUsage: outcome.ok
      ? outcome.value.map(({ setting, proposed }) => ({ setting, proposed: proposed?.text ?? null }))
      : refusalJson(outcome.error),
    stays: stays === null ? null : refusalJson(stays),
    past,
    limit,
    whatIf,
  };
}

function usageJson({ distribution, seen, coverage, meanPods, startup, days }: Usage): object {
  const { samples, mean, max, quantiles } = distribution;
  return {
    ...{ samples, mean, max, quantiles, coverage, meanPods, startup },
    days: days.length,
    from: formatInstant(seen.from),
    to: formatInstant(seen.to),
  };
}

function candidateJson({ name, base, margin, amount, own, pooled, expected, reserved }: Candidate): object {
  return { rule: name, base, margin, amount, own, pooled, expected, reserved };
}

function gateJson({ id, says, refusal }: Gate): object {
  return { id, says, refusal: refusal === null ? null : refusalJson(refusal) };
}

function recommendationJson({
  setting,
  current,
  proposed,
  class: kind,
  confidence,
  reasons,
  prediction,
  backtest,
  savings,
  location,
}: PlacedRecommendation): object {
  return {
    setting,
    current: current?.text ?? null,
    proposed: proposed?.text ?? null,
    class: kind,
    ...{ confidence, reasons, prediction, backtest, savings, location },
  };
}

function refusalJson(refusal: Refusal): object {
  return { code: refusal.code, number: numberOf(refusal), message: explainRefusal(refusal) };
}
