import type { Grouping, WorkloadRef } from "../model/index.ts";

/**
 * Stable id of a workload's resource change: `[cluster/][environment/]namespace/[kind/]name/resources`. The kind only
 * when it is not a Deployment, the environment only where several define the workload. Derives from the target only,
 * so that every pass finds its own pull request again.
 */
export function changeId(
  { cluster, namespace, kind, name }: WorkloadRef,
  environment: string | null,
): string {
  const workload = kind === "Deployment" ? [name] : [kind.toLowerCase(), name];
  return [
    ...(cluster === undefined ? [] : [cluster]),
    ...(environment === null ? [] : [flat(environment)]),
    namespace,
    ...workload,
    "resources",
  ].join("/");
}

/** Id of a change of several workloads: `[cluster/]name/<grouping>-<class>`, such as `payments/namespace-cost`. */
export function groupId(
  by: Exclude<Grouping, "workload">,
  {
    cluster,
    name,
    kind,
  }: { readonly cluster?: string; readonly name: string; readonly kind: "cost" | "safety" },
): string {
  return [...(cluster === undefined ? [] : [cluster]), flat(name), `${by}-${kind}`].join("/");
}

function flat(name: string): string {
  return name.replaceAll("/", "-");
}
