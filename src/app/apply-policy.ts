import { outsideScope, type RuleSubject, settle, settleTogether } from "../core/config/index.ts";
import {
  type ChangePlan,
  type PlacedRecommendation,
  type Policy,
  type Refusal,
  resourceOf,
  type Skipped,
} from "../core/model/index.ts";
import type { PlacedContainer } from "./place-recommendations.ts";

/** Leaves out what rules turn off and what stands in files that may not be edited: the resource as a whole. */
export function applyPolicy(container: PlacedContainer, policy: Policy | null): PlacedContainer {
  if (policy === null) return container;
  const refused = new Map(
    container.recommendations.flatMap((one) => {
      const refusal = refusalOf(one, policy);
      return refusal === null ? [] : [[resourceOf(one.setting), refusal] as const];
    }),
  );
  const left = container.recommendations.flatMap(({ target, setting }): readonly Skipped[] => {
    const refusal = refused.get(resourceOf(setting));
    return refusal === undefined ? [] : [{ target, setting, refusal }];
  });
  return {
    ...container,
    recommendations: container.recommendations.filter(({ setting }) => !refused.has(resourceOf(setting))),
    skipped: [...container.skipped, ...left],
  };
}

/** Mode, labels and automatic merging of a change, by everything that goes into it. */
export function settlePlan(policy: Policy, plan: ChangePlan) {
  return settleTogether(policy, plan.recommendations.map(subjectOf));
}

/** The first of the files of an edit that may not be changed, and why. */
export function refusedFile(paths: readonly string[], policy: Policy | null): Refusal | null {
  if (policy === null) return null;
  for (const file of paths) {
    const why = outsideScope(policy.paths, file);
    if (why !== null) return { code: "outside-paths", file, why };
  }
  return null;
}

function refusalOf(recommendation: PlacedRecommendation, policy: Policy): Refusal | null {
  const { enabled, rules } = settle(policy, subjectOf(recommendation));
  if (!enabled) return { code: "turned-off", rule: rules.get("enabled") ?? "" };
  const { location } = recommendation;
  return location === null ? null : refusedFile([location.file], policy);
}

function subjectOf({
  target,
  environment,
  location,
  setting,
  effective,
  proposed,
}: PlacedRecommendation): RuleSubject {
  const isLower = effective !== null && proposed !== null && proposed.nanos < effective.nanos;
  return {
    target,
    environment,
    path: location?.file ?? null,
    setting,
    // A limit that goes lets more be used than before.
    direction: isLower ? "lower" : "raise",
  };
}
