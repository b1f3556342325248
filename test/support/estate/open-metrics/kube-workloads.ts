import type { Estate, Workload } from "../estate.ts";
import { replicasAt } from "../replica-steps.ts";
import { stateLabels } from "./kube-state-labels.ts";
import { type LabelPairs, seriesPrefix } from "./line-writer.ts";
import type { SampleSink } from "./series-sink.ts";
import { timesWithin } from "./state-times.ts";

/** What kube-state-metrics v2 shows of a workload itself: its ReplicaSets or Jobs, replicas and autoscaler. */
export function writeWorkloadState(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  allTimes: readonly number[],
): void {
  writeControllers(sink, estate, workload, allTimes);
  writeReplicas(sink, estate, workload, allTimes);
  writeAutoscaler(sink, estate, workload, allTimes);
}

export function writeControllers(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  allTimes: readonly number[],
): void {
  const { kind, name, namespace } = workload.design;
  for (const controller of workload.controllers) {
    const [metric, label] =
      controller.kind === "Job" ? ["kube_job_owner", "job_name"] : ["kube_replicaset_owner", "replicaset"];
    const isOwned = kind !== "Job";
    const labels: LabelPairs = [
      ["namespace", namespace],
      [label, controller.name],
      ["owner_is_controller", isOwned ? "true" : ""],
      ["owner_kind", isOwned ? kind : ""],
      ["owner_name", isOwned ? name : ""],
    ];
    const times = timesWithin(allTimes, controller.createdAt, controller.deletedAt);
    sink.constant(seriesPrefix(metric, stateLabels(estate, labels)), 1, times);
  }
}

// kube-state-metrics knows nothing of Argo Rollouts.
const replicaMetrics: Readonly<
  Record<string, { readonly label: string; readonly metrics: readonly string[] }>
> = {
  Deployment: {
    label: "deployment",
    metrics: ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"],
  },
  StatefulSet: { label: "statefulset", metrics: ["kube_statefulset_replicas"] },
  DaemonSet: { label: "daemonset", metrics: ["kube_daemonset_status_desired_number_scheduled"] },
};

function writeReplicas(
  sink: SampleSink,
  estate: Estate,
  { design, replicas }: Workload,
  allTimes: readonly number[],
): void {
  const known = replicaMetrics[design.kind];
  if (known === undefined) return;
  const items = replicasOver(replicas, allTimes);
  for (const metric of known.metrics) {
    const labels: LabelPairs = [
      ["namespace", design.namespace],
      [known.label, design.name],
    ];
    sink.whole(seriesPrefix(metric, stateLabels(estate, labels)), items, (item) => item.replicas);
  }
}

export function writeAutoscaler(
  sink: SampleSink,
  estate: Estate,
  { design, autoscaler, replicas }: Workload,
  allTimes: readonly number[],
): void {
  if (autoscaler === null) return;
  const identity: LabelPairs = [
    ["namespace", design.namespace],
    ["horizontalpodautoscaler", autoscaler.name],
  ];
  const items = replicasOver(replicas, allTimes);
  const times = items.map((item) => item.time);
  const series = (metric: string, labels: LabelPairs = []) =>
    seriesPrefix(`kube_horizontalpodautoscaler_${metric}`, stateLabels(estate, [...identity, ...labels]));
  const target: LabelPairs = [
    ["scaletargetref_api_version", "apps/v1"],
    ["scaletargetref_kind", design.kind],
    ["scaletargetref_name", design.name],
  ];
  const metric: LabelPairs = [
    ["metric_name", "cpu"],
    ["metric_target_type", "utilization"],
  ];
  sink.constant(series("info", target), 1, times);
  sink.constant(series("spec_target_metric", metric), autoscaler.targetUtilization, times);
  sink.constant(series("spec_min_replicas"), autoscaler.min, times);
  sink.constant(series("spec_max_replicas"), autoscaler.max, times);
  sink.whole(series("status_current_replicas"), items, (item) => item.replicas);
  sink.whole(series("status_desired_replicas"), items, (item) => item.replicas);
}

function replicasOver(
  steps: Workload["replicas"],
  times: readonly number[],
): readonly { readonly time: number; readonly replicas: number }[] {
  return times
    .map((time) => ({ time, replicas: replicasAt(steps, time / 1000) }))
    .filter((item) => item.time / 1000 >= (steps[0]?.from ?? Number.POSITIVE_INFINITY));
}
