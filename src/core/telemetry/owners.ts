import { isWorkloadKind, type Labels, type OwnerSource, type WorkloadKind } from "../model/index.ts";
import { guessOwner } from "./pod-name.ts";
import type { PodOwner } from "./pod-owner.ts";

/** Label sets that say who owns what, over the whole window: pods that are gone by now included. */
export interface OwnerLinks {
  readonly pods: readonly Labels[];
  readonly replicaSets: readonly Labels[];
  readonly jobs: readonly Labels[];
  /** `namespace_workload_pod:kube_pod_owner:relabel` of the kubernetes-mixin, where it is recorded. */
  readonly recorded: readonly Labels[];
}

export interface OwnerSeries extends OwnerLinks {
  /** On which node the pods of DaemonSets run. */
  readonly places: readonly Labels[];
}

/** Answers who owns a pod. `known` tells whether kube-state-metrics has seen the pod in the window. */
export interface PodOwners {
  ownerOf(pod: string): PodOwner | null;
  known(pod: string): boolean;
}

/** One join for each cluster that the source holds; `undefined` is the one without a name. */
export function joinOwnersByCluster(series: OwnerLinks): (cluster: string | undefined) => PodOwners {
  const joined = new Map<string | undefined, PodOwners>();
  return (cluster) => {
    const known = joined.get(cluster);
    if (known !== undefined) return known;
    const here = (all: readonly Labels[]): readonly Labels[] =>
      all.filter((labels) => labels["cluster"] === cluster);
    const made = joinOwners({
      pods: here(series.pods),
      replicaSets: here(series.replicaSets),
      jobs: here(series.jobs),
      recorded: here(series.recorded),
    });
    joined.set(cluster, made);
    return made;
  };
}

interface Controller {
  readonly kind: string;
  readonly name: string;
}

/**
 * Joins pods to workloads: pod -> ReplicaSet -> Deployment or Rollout, pod -> Job -> CronJob, or straight to the
 * owner. Falls back to the recorded rule, then to the shape of the pod's name, and says so in `source`.
 * Takes the series of one namespace of one cluster.
 */
export function joinOwners(series: OwnerLinks): PodOwners {
  const podOwner = controllers(series.pods, "pod");
  const replicaSetOwner = controllers(series.replicaSets, "replicaset");
  const jobOwner = controllers(series.jobs, "job_name");
  const recorded = recordedOwners(series.recorded);

  const climb = (pod: string): Controller | null => {
    const direct = podOwner.get(pod);
    if (direct === undefined) return null;
    if (direct.kind === "ReplicaSet") return replicaSetOwner.get(direct.name) ?? direct;
    if (direct.kind === "Job") return jobOwner.get(direct.name) ?? direct;
    return direct;
  };

  return {
    known: (pod) => podOwner.has(pod),
    ownerOf: (pod) => {
      const climbed = climb(pod);
      if (climbed !== null) return asOwner(climbed, pod, "kube-state-metrics");
      return recorded.get(pod) ?? guessOwner(pod);
    },
  };
}

/** A controller that is not one of ours (a node's static pod, an operator's resource) owns nothing we can tune. */
function asOwner(controller: Controller, pod: string, source: OwnerSource): PodOwner | null {
  if (controller.kind === noOwner) return { kind: "Pod", name: pod, source };
  return isWorkloadKind(controller.kind) ? { kind: controller.kind, name: controller.name, source } : null;
}

// kube-state-metrics writes this, brackets included, for a thing without owner.
const noOwner = "<none>";

function controllers(series: readonly Labels[], nameLabel: string): Map<string, Controller> {
  const found = new Map<string, Controller>();
  for (const labels of series) {
    const name = labels[nameLabel];
    const kind = labels["owner_kind"] || noOwner;
    const owner = labels["owner_name"] ?? "";
    if (name === undefined || labels["owner_is_controller"] === "false") continue;
    // A ReplicaSet or Job without owner stays what it is; only a pod's missing owner means something.
    if (kind === noOwner && nameLabel !== "pod") continue;
    found.set(name, { kind, name: owner });
  }
  return found;
}

const recordedKinds: Readonly<Record<string, WorkloadKind>> = {
  deployment: "Deployment",
  statefulset: "StatefulSet",
  daemonset: "DaemonSet",
  cronjob: "CronJob",
  job: "Job",
  replicaset: "ReplicaSet",
  rollout: "Rollout",
};

function recordedOwners(series: readonly Labels[]): Map<string, PodOwner> {
  const found = new Map<string, PodOwner>();
  for (const { pod, workload, workload_type: type } of series) {
    const kind = type === undefined ? undefined : recordedKinds[type.toLowerCase()];
    if (pod !== undefined && workload !== undefined && kind !== undefined) {
      found.set(pod, { kind, name: workload, source: "recorded-rule" });
    }
  }
  return found;
}
