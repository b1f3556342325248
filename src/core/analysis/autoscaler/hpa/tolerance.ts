import { type Behavior, controllerTolerance } from "./behavior.ts";

/** Shares of the target by which a metric may be off before anything is scaled. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

export function toleranceOf(behavior: Behavior | null): Tolerance {
  return {
    up: behavior?.scaleUp.tolerance ?? controllerTolerance,
    down: behavior?.scaleDown.tolerance ?? controllerTolerance,
  };
}

export function isWithin(ratio: number, tolerance: Tolerance): boolean {
  return 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;
}

/** Replicas are 32-bit in the API. */
export function wholeReplicas(wanted: number): number {
  return Math.min(Math.ceil(wanted), 2 ** 31 - 1);
}
