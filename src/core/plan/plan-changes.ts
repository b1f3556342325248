import {
  type ChangePlan,
  type Grouping,
  type PlacedRecommendation,
  workloadKey,
  worthOf,
} from "../model/index.ts";
import { changeId } from "./change-id.ts";
import { groupPlans } from "./group-plans.ts";

/**
 * Groups by workload, and workloads by what the policy says. Safety comes before cost, then larger savings before
 * smaller, then names.
 */
export function planChanges(
  recommendations: readonly PlacedRecommendation[],
  grouping: Grouping = "workload",
): readonly ChangePlan[] {
  const groups = new Map<string, ChangePlan & { readonly recommendations: PlacedRecommendation[] }>();
  for (const recommendation of recommendations) {
    const { container: _, ...workload } = recommendation.target;
    const key = workloadKey(workload);
    const group = groups.get(key) ?? {
      id: changeId(workload, recommendation.isOneOfSeveral ? recommendation.environment : null),
      workload,
      recommendations: [],
    };
    group.recommendations.push(recommendation);
    groups.set(key, group);
  }
  return [...groupPlans([...groups.values()], grouping)].sort(
    (left, right) =>
      Number(isSafety(right)) - Number(isSafety(left)) ||
      weight(right) - weight(left) ||
      left.id.localeCompare(right.id, "en"),
  );
}

function isSafety(plan: ChangePlan): boolean {
  return plan.recommendations.some((recommendation) => recommendation.class === "safety");
}

function weight(plan: ChangePlan): number {
  return plan.recommendations.reduce(
    (sum, { savings }) => sum + (savings === null ? 0 : worthOf(savings)),
    0,
  );
}
