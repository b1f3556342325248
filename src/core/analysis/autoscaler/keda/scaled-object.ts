import type { Behavior } from "../hpa/behavior.ts";
import type { Bounds } from "../hpa/limit-rate.ts";
import type { Fallback } from "./fallback.ts";

/** What of a ScaledObject decides about replicas. Seconds. */
export interface ScaledObject {
  readonly min: number;
  readonly max: number;
  readonly idle: number | null;
  readonly pollingInterval: number;
  readonly cooldown: number;
  readonly initialCooldown: number;
  readonly trigger: {
    /** An average value for each replica. */
    readonly threshold: number;
    /** The trigger is active above it, not at it. */
    readonly activationThreshold: number;
    readonly usesCachedMetrics: boolean;
  };
  readonly fallback: Fallback | null;
  readonly paused: { readonly scaleIn: boolean; readonly scaleOut: boolean };
  readonly behavior: Behavior | null;
}

/** What KEDA takes where a ScaledObject says nothing. */
export const kedaDefaults = {
  min: 0,
  max: 100,
  idle: null,
  pollingInterval: 30,
  cooldown: 300,
  initialCooldown: 0,
  fallback: null,
  paused: { scaleIn: false, scaleOut: false },
  behavior: null,
} as const satisfies Omit<ScaledObject, "trigger">;

/** Bounds of the HorizontalPodAutoscaler that KEDA makes of it: from the first replica on. */
export function hpaBoundsOf({ min, max }: ScaledObject): Bounds {
  return { min: Math.max(min, 1), max };
}
