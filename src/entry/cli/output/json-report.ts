import type { Analysis } from "../../../app/analysis.ts";
import {
  type Evidence,
  explainRefusal,
  formatInstant,
  numberOf,
  type PlacedRecommendation,
  resourceOf,
  type Skipped,
} from "../../../core/model/index.ts";

/** The report for programs. `version` changes when a reader of an older one would misread it. */
export function jsonReport(analysis: Analysis, seconds: number): string {
  const { telemetry, changes, skipped, notices } = analysis;
  const report = {
    version: 1,
    generatedAt: formatInstant(telemetry.readAt),
    window: { from: formatInstant(telemetry.window.from), to: formatInstant(telemetry.window.to) },
    recommendations: changes.flatMap(({ plan }) => plan.recommendations.map(recommendationJson)),
    skipped: skipped.map(skippedJson),
    notices,
    stats: { ...telemetry.cost, seconds: Number(seconds.toFixed(3)) },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function recommendationJson(recommendation: PlacedRecommendation): object {
  const { target, setting, current, proposed, location, environment, reasons, savings } = recommendation;
  return {
    target,
    setting,
    current: current?.text ?? null,
    proposed: proposed?.text ?? null,
    location,
    environment,
    class: recommendation.class,
    confidence: recommendation.confidence,
    backtest: recommendation.backtest,
    reasons,
    nodeClasses: recommendation.nodeClasses,
    evidence: evidenceJson(recommendation.evidence, setting),
    savings,
  };
}

function evidenceJson(evidence: Evidence, setting: PlacedRecommendation["setting"]): object {
  const resource = resourceOf(setting);
  const usage = evidence.usage[resource];
  return {
    samples: usage?.distribution.samples ?? 0,
    coverage: usage?.coverage ?? 0,
    from: formatInstant(usage?.seen.from ?? evidence.window.from),
    to: formatInstant(usage?.seen.to ?? evidence.window.to),
    // Cores and bytes.
    quantiles: usage === null ? {} : { ...usage.distribution.quantiles, max: usage.distribution.max },
    pods: evidence.pods,
    queries: evidence.queries
      .filter(({ of }) => of === resource || of === "settings")
      .map(({ promql }) => promql),
  };
}

function skippedJson({ target, setting, refusal }: Skipped): object {
  const { code } = refusal;
  return { target, setting, code, number: numberOf(refusal), message: explainRefusal(refusal) };
}
