import type { Settings } from "../../model/index.ts";
import type { Guard } from "../guard.ts";
import { settingsAfter } from "../settings-after.ts";

/** The kubelet evicts by quality-of-service class, so a change of class is never silent. */
export const qualityOfService = {
  id: "quality-of-service",
  promise: "the quality-of-service class stays",
  check({ plan, current }) {
    const before = classOf([...current.values()]);
    const after = classOf([...settingsAfter(plan, current).values()]);
    if (before === after) return null;
    return { verdict: "warn", message: `The quality-of-service class changes from ${before} to ${after}.` };
  },
} as const satisfies Guard;

type ServiceClass = "Guaranteed" | "Burstable" | "BestEffort";

/** The rule of kubernetes.io/docs/concepts/workloads/pods/pod-qos, over all containers of a pod. */
function classOf(containers: readonly Settings[]): ServiceClass {
  if (containers.every((settings) => Object.keys(settings).length === 0)) return "BestEffort";
  const guaranteed = containers.every((settings) =>
    (["cpu", "memory"] as const).every((resource) => {
      const limit = settings[`limits.${resource}`];
      const request = settings[`requests.${resource}`] ?? limit;
      return limit !== undefined && request !== undefined && request.nanos === limit.nanos;
    }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
