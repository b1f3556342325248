import type { Labels } from "../model/index.ts";
import type { OwnerSeries } from "./owners.ts";

export const noOwners: OwnerSeries = { pods: [], replicaSets: [], jobs: [], recorded: [], places: [] };

const metricOf = {
  pods: "kube_pod_owner",
  replicaSets: "kube_replicaset_owner",
  jobs: "kube_job_owner",
  recorded: "namespace_workload_pod:kube_pod_owner:relabel",
  places: "kube_pod_info",
} as const satisfies Record<keyof OwnerSeries, string>;

export const ownerMetrics: readonly string[] = Object.values(metricOf);

/** Sorts what was asked for in one question. */
export function readOwners(series: readonly Labels[]): OwnerSeries {
  const of = (metric: string): readonly Labels[] => series.filter((labels) => labels["__name__"] === metric);
  return {
    pods: of(metricOf.pods),
    replicaSets: of(metricOf.replicaSets),
    jobs: of(metricOf.jobs),
    recorded: of(metricOf.recorded),
    // A pod that waits for a node has a series of its own.
    places: of(metricOf.places).filter(({ node = "" }) => node !== ""),
  };
}

/** What an earlier pass knew, and what is new: where both say something, the newer counts. */
export function withNewOwners(known: OwnerSeries, fresh: OwnerSeries): OwnerSeries {
  return {
    pods: [...known.pods, ...fresh.pods],
    replicaSets: [...known.replicaSets, ...fresh.replicaSets],
    jobs: [...known.jobs, ...fresh.jobs],
    recorded: [...known.recorded, ...fresh.recorded],
    places: [...known.places, ...fresh.places],
  };
}

/** What the owners of these pods follow from, without the labels that say nothing about it. */
export function ownersOfPods(owners: OwnerSeries, isKept: (pod: string) => boolean): OwnerSeries {
  const isControlled = ({ owner_is_controller: isController }: Labels) => isController !== "false";
  const pods = owners.pods.filter((labels) => isKept(labels["pod"] ?? "") && isControlled(labels));
  const names = new Set(pods.map((labels) => labels["owner_name"]));
  const isOwner = (name: string) => (labels: Labels) => names.has(labels[name]) && isControlled(labels);
  return {
    pods: shortened(pods, ownerLabels.pods),
    replicaSets: shortened(owners.replicaSets.filter(isOwner("replicaset")), ownerLabels.replicaSets),
    jobs: shortened(owners.jobs.filter(isOwner("job_name")), ownerLabels.jobs),
    recorded: shortened(
      owners.recorded.filter(({ pod = "" }) => isKept(pod)),
      ownerLabels.recorded,
    ),
    places: shortened(
      owners.places.filter(({ pod = "" }) => isKept(pod)),
      ownerLabels.places,
    ),
  };
}

/** The labels that tell an owner, the name of what is owned first. */
export const ownerLabels = {
  pods: ["pod", "owner_kind", "owner_name"],
  replicaSets: ["replicaset", "owner_kind", "owner_name"],
  jobs: ["job_name", "owner_kind", "owner_name"],
  recorded: ["pod", "workload", "workload_type"],
  places: ["pod", "created_by_kind", "node"],
} as const satisfies Readonly<Record<keyof OwnerSeries, readonly [string, string, string]>>;

/** Each thing once: a later owner replaces an earlier one, as it does where they are read. */
function shortened(
  series: readonly Labels[],
  [name, ...owner]: readonly [string, string, string],
): readonly Labels[] {
  const found = new Map<string, Labels>();
  for (const labels of series) {
    const short: Record<string, string> = {};
    const { cluster, [name]: owned } = labels;
    if (owned === undefined) continue;
    if (cluster !== undefined) short["cluster"] = cluster;
    short[name] = owned;
    for (const label of owner) short[label] = labels[label] ?? "";
    found.set(cluster === undefined ? owned : `${cluster}/${owned}`, short);
  }
  return [...found.values()];
}
