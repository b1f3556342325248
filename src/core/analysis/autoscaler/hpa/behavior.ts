/** How many replicas one rule lets through within a period. */
export interface ScalingPolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

/** The rules of one direction, as in `spec.behavior.scaleUp` and `scaleDown`. */
export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly ScalingPolicy[];
  /** Share of the target by which a metric may be off; `null` is the controller's own. */
  readonly tolerance: number | null;
}

export interface Behavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** `--horizontal-pod-autoscaler-tolerance`. */
export const controllerTolerance = 0.1;
/** `--horizontal-pod-autoscaler-downscale-stabilization`. */
export const controllerDownWindow = 300;

/**
 * What the API server writes into a `behavior` that is there but not complete. Where it is absent nothing is written, and
 * the controller takes its older path, which allows another doubling each tick.
 */
export function withDefaults(given: {
  readonly scaleUp?: Partial<ScalingRules>;
  readonly scaleDown?: Partial<ScalingRules>;
}): Behavior {
  return {
    scaleUp: { ...defaultUp, ...given.scaleUp },
    scaleDown: { ...defaultDown, ...given.scaleDown },
  };
}

const defaultUp: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
  tolerance: null,
};

const defaultDown: ScalingRules = {
  stabilizationWindowSeconds: controllerDownWindow,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
  tolerance: null,
};
