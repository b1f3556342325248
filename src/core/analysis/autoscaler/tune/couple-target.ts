import type { PodTarget } from "../hpa/pod-replicas.ts";

// Outside of these a percentage says little: the controller cuts it to whole numbers below, and tolerates 10 % above.
const usable = { least: 20, most: 95 } as const;

/**
 * The target that leaves each pod the load it had, when what it requests changes. Requests are sums over all containers, and
 * `from` is the one at which the percentage was set: taking the step before instead adds up what rounding left. Where no
 * sensible percentage is left it becomes an average, which needs no change any more.
 */
export function coupleTarget(
  target: PodTarget,
  request: { readonly from: number; readonly to: number },
): PodTarget {
  if (target.type === "AverageValue" || request.from === request.to) return target;
  const percent = Math.round((target.percent * request.from) / request.to);
  return percent < usable.least || percent > usable.most
    ? { type: "AverageValue", average: (target.percent * request.from) / 100 }
    : { type: "Utilization", percent };
}
