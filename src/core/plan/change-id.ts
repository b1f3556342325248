import type { WorkloadRef } from "../model/index.ts";

/**
 * Stable id of a workload's resource change: `[cluster/]namespace/[kind/]name/resources`, the kind only when it is not
 * a Deployment. Derives from the target only, so that every pass finds its own pull request again.
 */
export function changeId({ cluster, namespace, kind, name }: WorkloadRef): string {
  const workload = kind === "Deployment" ? [name] : [kind.toLowerCase(), name];
  return [...(cluster === undefined ? [] : [cluster]), namespace, ...workload, "resources"].join("/");
}
