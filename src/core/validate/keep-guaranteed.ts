import {
  type ChangePlan,
  containerKey,
  type PlacedRecommendation,
  resourceOf,
  type Skipped,
} from "../model/index.ts";
import type { GuardInput } from "./guard.ts";
import { serviceClassOf } from "./service-class.ts";

/**
 * The plan without the resources whose limit would go although the pod is Guaranteed: a policy of limits is no decision
 * about how soon a pod is evicted. Request and limit stay together, and the rest goes on.
 */
export function keepGuaranteed({ plan, current }: GuardInput): {
  readonly plan: ChangePlan;
  readonly refused: readonly Skipped[];
} {
  if (serviceClassOf([...current.values()]) !== "Guaranteed") return { plan, refused: [] };
  const removals = plan.recommendations.filter(({ proposed }) => proposed === null);
  const kept = new Set(removals.map(keyOf));
  return {
    plan: { ...plan, recommendations: plan.recommendations.filter((one) => !kept.has(keyOf(one))) },
    refused: removals.map(({ target, setting, current: limit }) => ({
      target,
      setting,
      refusal: { code: "guaranteed-pod", limit: limit?.text ?? "" },
    })),
  };
}

function keyOf({ target, setting }: PlacedRecommendation): string {
  return `${containerKey(target)}/${resourceOf(setting)}`;
}
