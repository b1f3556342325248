/** What KEDA pretends while a trigger fails: replicas that the autoscaler is to come to. */
export interface Fallback {
  readonly failureThreshold: number;
  readonly replicas: number;
  readonly behavior: "static" | "currentReplicas" | "currentReplicasIfHigher" | "currentReplicasIfLower";
}

/**
 * The value to report for a metric with an average target after so many failures in a row; `null` passes the error on,
 * which blocks scaling down. A negative threshold or number of replicas is none.
 */
export function fallbackValue(
  fallback: Fallback | null,
  failures: number,
  { target, current }: { readonly target: number; readonly current: number },
): number | null {
  if (fallback === null || fallback.failureThreshold < 0 || fallback.replicas < 0) return null;
  if (failures <= fallback.failureThreshold) return null;
  return target * replicasOf(fallback, current);
}

function replicasOf({ behavior, replicas }: Fallback, current: number): number {
  switch (behavior) {
    case "static":
      return replicas;
    case "currentReplicas":
      return current;
    case "currentReplicasIfHigher":
      return Math.max(current, replicas);
    case "currentReplicasIfLower":
      return Math.min(current, replicas);
  }
}
