import { margins, rules, walkForward } from "../../src/core/analysis/backtest/index.ts";
import type { Day } from "./days.ts";
import { type TrialOptions, trialsOf } from "./trials.ts";

// About where the curves bend.
const shown = [0.5, 0.64, 0.82, 1, 1.1, 1.34, 1.72, 2, 2.82, 4, 5.9, 9.7, 16];

/**
 * What the past of many workloads says about each rule: share of the time above margin times base, as
 * `core/analysis/backtest/fleet-prior.ts` holds it. The mean over sets, each of which counts the same.
 */
export function priorText(
  sets: readonly ReadonlyMap<string, readonly Day[]>[],
  options: TrialOptions,
): string {
  const means = sets.map((workloads) => {
    const walks = trialsOf(workloads, options)
      .flat()
      .map(({ history }) => walkForward(history.map(({ histogram }) => histogram)));
    return rules.map((_, rule) =>
      margins.map((_, at) => mean(walks.map((walk) => walk.rules[rule]?.above[at] ?? 0))),
    );
  });
  const lines = rules.map(({ id }, rule) => {
    const points = shown.map((wanted) => {
      const at = margins.findLastIndex((margin) => margin <= wanted * 1.001);
      return `[${wanted}, ${mean(means.map((set) => set[rule]?.[at] ?? 0)).toFixed(4)}]`;
    });
    return `  ${id}: [${points.join(", ")}],`;
  });
  return lines.join("\n");
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
