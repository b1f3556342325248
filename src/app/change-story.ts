import { type Skipped, workloadKey } from "../core/model/index.ts";
import type { ChangeStory } from "../core/propose/index.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "./analysis.ts";

/** What a reviewer is told of a change, settings of the same workload that stay included. */
export function storyOf(
  { plan, findings }: AnalyzedChange,
  { proof }: ProvedEdit,
  { skipped, telemetry }: Pick<Analysis, "skipped" | "telemetry">,
): ChangeStory {
  const here = new Set(plan.recommendations.map(({ target }) => workloadKey(target)));
  const same = skipped.filter(({ target }: Skipped) => here.has(workloadKey(target)));
  return { plan, findings, proof, skipped: same, source: telemetry.product };
}
