import type { Behavior, ScalingPolicy, ScalingRules } from "./behavior.ts";
import type { ScaleEvents } from "./scale-events.ts";

/** Bounds of an autoscaler, both included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Holds a stabilised wish to what the policies, and the bounds in its direction, allow now. */
export function limitRate(
  wanted: number,
  current: number,
  now: number,
  given: { readonly behavior: Behavior; readonly bounds: Bounds; readonly events: ScaleEvents },
): number {
  const { behavior, bounds, events } = given;
  if (wanted > current) {
    const limit = upLimit(behavior.scaleUp, current, (policy) => events.startOf(policy, current, now));
    return Math.min(wanted, bounds.max, Math.max(limit, current));
  }
  if (wanted < current) {
    const limit = downLimit(behavior.scaleDown, current, (policy) => events.startOf(policy, current, now));
    return Math.max(wanted, bounds.min, Math.min(limit, current));
  }
  return current;
}

type StartOf = (policy: ScalingPolicy) => number;

function upLimit({ selectPolicy, policies }: ScalingRules, current: number, startOf: StartOf): number {
  if (selectPolicy === "Disabled") return current;
  const limits = policies.map((policy) => {
    const start = startOf(policy);
    return policy.type === "Pods" ? start + policy.value : Math.ceil((start * (100 + policy.value)) / 100);
  });
  return selectPolicy === "Max" ? Math.max(...limits) : Math.min(...limits);
}

// "Max" is the policy that changes most, which here is the lowest number.
function downLimit({ selectPolicy, policies }: ScalingRules, current: number, startOf: StartOf): number {
  if (selectPolicy === "Disabled") return current;
  const limits = policies.map((policy) => {
    const start = startOf(policy);
    return policy.type === "Pods" ? start - policy.value : Math.trunc((start * (100 - policy.value)) / 100);
  });
  return selectPolicy === "Max" ? Math.min(...limits) : Math.max(...limits);
}
