import type { Settings } from "../model/index.ts";

export type ServiceClass = "Guaranteed" | "Burstable" | "BestEffort";

/** The rule of kubernetes.io/docs/concepts/workloads/pods/pod-qos, over all containers of a pod. */
export function serviceClassOf(containers: readonly Settings[]): ServiceClass {
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
