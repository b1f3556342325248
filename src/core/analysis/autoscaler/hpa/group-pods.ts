import type { PodTally } from "./pod-tally.ts";

/** What the controller knows of one pod. Times in seconds, amounts in thousandths of the metric's unit. */
export interface PodState {
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed";
  readonly isDeleted: boolean;
  readonly startedAt: number | null;
  readonly ready: { readonly status: boolean; readonly since: number } | null;
  /** `null`: the metrics server has none. `window` is what its rate was taken over. */
  readonly sample: { readonly value: number; readonly at: number; readonly window: number } | null;
  /** Of all containers, restartable init containers too. */
  readonly request: number;
}

// `--horizontal-pod-autoscaler-cpu-initialization-period` and `--horizontal-pod-autoscaler-initial-readiness-delay`.
const cpuInitialization = 300;
const initialReadinessDelay = 30;

/** Sorts pods into measured, unready and missing, and adds up. Only CPU looks at readiness. */
export function groupPods(pods: readonly PodState[], metric: "cpu" | "other", now: number): PodTally {
  const kept = pods.filter(
    ({ isDeleted, phase }) => !isDeleted && phase !== "Failed" && phase !== "Succeeded",
  );
  const unready = kept.filter((pod) => pod.phase === "Pending" || isUnready(pod, metric, now));
  const rest = kept.filter((pod) => !unready.includes(pod));
  const missing = rest.filter(({ sample }) => sample === null);
  const measured = rest.filter(({ sample }) => sample !== null);
  return {
    measured: {
      count: measured.length,
      usage: measured.reduce((sum, { sample }) => sum + (sample?.value ?? 0), 0),
      request: requested(measured),
    },
    unready: { count: unready.length, request: requested(unready) },
    missing: { count: missing.length, request: requested(missing) },
  };
}

function requested(pods: readonly PodState[]): number {
  return pods.reduce((sum, { request }) => sum + request, 0);
}

function isUnready({ sample, ready, startedAt }: PodState, metric: "cpu" | "other", now: number): boolean {
  // A pod without a sample is missing, whether ready or not.
  if (metric !== "cpu" || sample === null) return false;
  if (ready === null || startedAt === null) return true;
  if (now < startedAt + cpuInitialization) {
    return !ready.status || sample.at < ready.since + sample.window;
  }
  // It was never ready. One that was ready and is no more is counted by its usage.
  return !ready.status && ready.since < startedAt + initialReadinessDelay;
}
