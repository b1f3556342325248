import type { ChangePlan, Evidence, PlacedRecommendation, Usage } from "../core/model/index.ts";

/** What a proposal rests on, as JSON: every number that was looked at, the queries that reproduce it, and why. */
export function evidenceSnapshot({ id, workload, recommendations }: ChangePlan): string {
  const snapshot = { version: 1, change: id, workload, recommendations: recommendations.map(snapshotOf) };
  return JSON.stringify(snapshot, exactly);
}

/** Counts that a number cannot hold exactly are texts, since JSON has no such numbers. */
function exactly(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function snapshotOf(one: PlacedRecommendation) {
  const { target, setting, current, proposed, confidence, reasons, prediction, backtest, savings } = one;
  return {
    ...{ target, setting, current: current?.text ?? null, proposed: proposed?.text ?? null },
    ...{ class: one.class, confidence, reasons, prediction, backtest, savings },
    location: one.location === null ? null : { file: one.location.file, path: one.location.path },
    evidence: evidenceOf(one.evidence),
  };
}

/** Without what only charts and later computations need: usage step by step, and histograms of each day. */
function evidenceOf({ target: _, usage, ...evidence }: Evidence) {
  return { ...evidence, usage: { cpu: usageOf(usage.cpu), memory: usageOf(usage.memory) } };
}

function usageOf(usage: Usage | null) {
  if (usage === null) return null;
  const { days, profile: _, ...rest } = usage;
  return { ...rest, days: days.length };
}
