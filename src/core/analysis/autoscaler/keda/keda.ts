import { withDefaults } from "../hpa/behavior.ts";
import { controllerOf } from "../hpa/controller.ts";
import { toleranceOf } from "../hpa/tolerance.ts";
import { replicasByTotal } from "../hpa/total-replicas.ts";
import type { Scaler } from "../replay/scaler.ts";
import { activate } from "./activation.ts";
import { fallbackValue } from "./fallback.ts";
import { hpaBoundsOf, type ScaledObject } from "./scaled-object.ts";

/**
 * KEDA for one ScaledObject whose trigger measures the demand of all pods: its own loop between nothing and the first
 * replica, each `pollingInterval`, and the autoscaler's from there on. `createdAt` in seconds.
 */
export function kedaScaler(scaled: ScaledObject, createdAt: number): Scaler {
  const { trigger, fallback, paused } = scaled;
  const behavior = pausedBehavior(scaled);
  const controller = controllerOf(hpaBoundsOf(scaled), behavior);
  const tolerance = toleranceOf(behavior);
  let lastActive: number | null = null;
  let polledAt = -Infinity;
  let cached: number | null = null;
  let failures = 0;
  return {
    next(now, { replicas, ready, demand }) {
      let current = replicas;
      if (now - polledAt >= scaled.pollingInterval) {
        polledAt = now;
        cached = read(demand, current);
        const polled = {
          isActive: cached !== null && (demand === null || demand > trigger.activationThreshold),
          hasError: demand === null,
        };
        ({ replicas: current, lastActive } = activate(
          scaled,
          { current, createdAt, lastActive },
          polled,
          now,
        ));
      }
      if (current === 0 || (paused.scaleIn && paused.scaleOut)) return current;
      // The other loop rests at `idle`, too, until this one starts it.
      if (scaled.idle !== null && current <= scaled.idle) return current;
      const value = trigger.usesCachedMetrics ? cached : read(demand, current);
      return controller.tick(now, current, value === null ? null : wantedFor(value, current, ready));
    },
  };

  function read(demand: number | null, current: number): number | null {
    failures = demand === null ? failures + 1 : 0;
    return demand ?? fallbackValue(fallback, failures, { target: trigger.threshold, current });
  }

  function wantedFor(value: number, current: number, ready: number): number {
    const target = { type: "AverageValue", average: trigger.threshold } as const;
    // A negative value counts for the activation, and as nothing here.
    return replicasByTotal(Math.max(0, value), target, { current, status: current, ready }, tolerance);
  }
}

/** KEDA pauses one direction by writing `Disabled` into the autoscaler. */
function pausedBehavior({ behavior, paused }: ScaledObject): ScaledObject["behavior"] {
  if (!paused.scaleIn && !paused.scaleOut) return behavior;
  const given = behavior ?? withDefaults({});
  const off = { selectPolicy: "Disabled" } as const;
  return {
    scaleUp: paused.scaleOut ? { ...given.scaleUp, ...off } : given.scaleUp,
    scaleDown: paused.scaleIn ? { ...given.scaleDown, ...off } : given.scaleDown,
  };
}
