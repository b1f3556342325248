import { isWithin, type Tolerance, wholeReplicas } from "./tolerance.ts";

/** One number for all pods (`Object`, `External`), in thousandths, and what it should come to, in all or for each pod. */
export type TotalTarget =
  | { readonly type: "Value"; readonly value: number }
  | { readonly type: "AverageValue"; readonly average: number };

/** `current` is what the scale asks for, `status` what its status says, `ready` how many pods are ready. */
export interface ReplicaCounts {
  readonly current: number;
  readonly status: number;
  readonly ready: number;
}

/** With an average the answer does not depend on how many replicas there are, so that errors do not compound. */
export function replicasByTotal(
  usage: number,
  target: TotalTarget,
  { current, status, ready }: ReplicaCounts,
  tolerance: Tolerance,
): number {
  if (target.type === "AverageValue") {
    const ratio = usage / (target.average * status);
    return isWithin(ratio, tolerance) ? status : wholeReplicas(usage / target.average);
  }
  const ratio = usage / target.value;
  if (current === 0) return wholeReplicas(ratio);
  return isWithin(ratio, tolerance) ? current : wholeReplicas(ratio * ready);
}
