import type { PodTally } from "./pod-tally.ts";
import { isWithin, type Tolerance, wholeReplicas } from "./tolerance.ts";

/** What each pod should come to: a percentage of its request, or an amount in thousandths of the metric's unit. */
export type PodTarget =
  | { readonly type: "Utilization"; readonly percent: number }
  | { readonly type: "AverageValue"; readonly average: number };

/**
 * Replicas by a metric that each pod has: `Resource`, `ContainerResource` and `Pods`; `null` where no pod was measured.
 * After `GetResourceReplicas` and `GetMetricReplicas` of the controller's replica calculator.
 */
export function replicasByPods(
  tally: PodTally,
  target: PodTarget,
  current: number,
  tolerance: Tolerance,
): number | null {
  const { measured, unready, missing } = tally;
  if (measured.count === 0) return null;
  const ratio = ratioOf(measured, target);
  if (Number.isNaN(ratio)) return null;
  const countsUnready = unready.count > 0 && ratio > 1;
  if (!countsUnready && missing.count === 0) {
    return isWithin(ratio, tolerance) ? current : wholeReplicas(ratio * measured.count);
  }
  const filled = { ...measured };
  if (missing.count > 0 && ratio !== 1) {
    filled.count += missing.count;
    filled.request += missing.request;
    if (ratio < 1) filled.usage += usageOfMissing(missing, target);
  }
  if (countsUnready) {
    filled.count += unready.count;
    filled.request += unready.request;
  }
  const cautious = ratioOf(filled, target);
  const turned = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (turned || isWithin(cautious, tolerance)) return current;
  const wanted = wholeReplicas(cautious * filled.count);
  const contradicts = (cautious < 1 && wanted > current) || (cautious > 1 && wanted < current);
  return contradicts ? current : wanted;
}

/** The controller divides whole numbers, so that 79.9 % are 79 %. */
function ratioOf(pods: PodTally["measured"], target: PodTarget): number {
  return target.type === "Utilization"
    ? Math.trunc((pods.usage * 100) / pods.request) / target.percent
    : Math.trunc(pods.usage / pods.count) / target.average;
}

function usageOfMissing(missing: PodTally["missing"], target: PodTarget): number {
  return target.type === "Utilization"
    ? Math.trunc((missing.request * Math.max(100, target.percent)) / 100)
    : missing.count * target.average;
}
