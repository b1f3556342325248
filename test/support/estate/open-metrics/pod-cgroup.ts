import { quantity, toNumber } from "../../../../src/core/model/index.ts";
import type { ContainerDesign } from "../design.ts";
import type { Pod, Workload } from "../estate.ts";

/** Path of the pod's cgroup as the cgroupfs driver lays it out: below its quality-of-service class. */
export function podCgroup(workload: Workload, pod: Pod): string {
  const quality = qualityOfService(workload.design.containers);
  return `/kubepods${quality === "guaranteed" ? "" : `/${quality}`}/pod${pod.uid}`;
}

function qualityOfService(containers: readonly ContainerDesign[]): "guaranteed" | "burstable" | "besteffort" {
  const all = containers.map(({ resources }) => resources);
  if (all.every(({ requests, limits }) => requests === undefined && limits === undefined))
    return "besteffort";
  const isGuaranteed = all.every(({ requests, limits }) =>
    (["cpu", "memory"] as const).every((resource) => sameAmount(requests?.[resource], limits?.[resource])),
  );
  return isGuaranteed ? "guaranteed" : "burstable";
}

function sameAmount(request: string | undefined, limit: string | undefined): boolean {
  if (limit === undefined) return false;
  return request === undefined || toNumber(quantity(request)) === toNumber(quantity(limit));
}
