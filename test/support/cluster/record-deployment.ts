import type { ContainerDesign } from "../estate/design.ts";
import type { Estate, Workload } from "../estate/estate.ts";
import { writePod } from "../estate/open-metrics/cadvisor.ts";
import { writePodState } from "../estate/open-metrics/kube-pods.ts";
import { stateLabels } from "../estate/open-metrics/kube-state-labels.ts";
import { writeAutoscaler, writeControllers } from "../estate/open-metrics/kube-workloads.ts";
import { type LabelPairs, seriesPrefix } from "../estate/open-metrics/line-writer.ts";
import type { SampleSink } from "../estate/open-metrics/series-sink.ts";
import type { DeploymentRun, DeploymentStatus } from "./deployment-run.ts";
import type { PodRun } from "./pod-run.ts";
import { recordRequests } from "./record-requests.ts";

/** What cAdvisor, kube-state-metrics and a mesh show of a Deployment, at times since it was last recorded. */
export function recordDeployment(
  sink: SampleSink,
  estate: Estate,
  run: DeploymentRun,
  times: readonly number[],
): void {
  const workload = workloadOf(run, []);
  const statuses = run.takeStatuses();
  writeControllers(sink, estate, workload, times);
  writeAutoscaler(sink, estate, workload, times);
  recordStatus(sink, estate, run, statuses);
  for (const pod of run.takePods()) {
    writePod(sink, estate, workloadOf(run, pod.containers), pod.asPod(), pod.takeReadings());
    writePodState(sink, estate, workloadOf(run, pod.containers), pod.asPod(), pod.kills, times);
    recordPod(sink, estate, run, pod);
    recordRequests(sink, run, pod);
  }
}

function workloadOf(run: DeploymentRun, containers: readonly ContainerDesign[]): Workload {
  const { namespace, name } = run.manifest;
  return {
    design: { namespace, name, kind: "Deployment", character: "steady", containers },
    pods: [],
    replicas: run.replicas,
    controllers: run.controllers,
    autoscaler: run.autoscaler,
  };
}

const statusMetrics: Readonly<Record<string, (status: DeploymentStatus) => number>> = {
  kube_deployment_metadata_generation: ({ generation }) => generation,
  kube_deployment_status_observed_generation: ({ observedGeneration }) => observedGeneration,
  kube_deployment_spec_replicas: ({ wanted }) => wanted,
  kube_deployment_status_replicas: ({ replicas }) => replicas,
  kube_deployment_status_replicas_updated: ({ updated }) => updated,
  kube_deployment_status_replicas_available: ({ ready }) => ready,
  kube_deployment_status_replicas_ready: ({ ready }) => ready,
  kube_deployment_status_replicas_unavailable: ({ wanted, ready }) => Math.max(0, wanted - ready),
};

function recordStatus(
  sink: SampleSink,
  estate: Estate,
  { manifest }: DeploymentRun,
  statuses: readonly DeploymentStatus[],
): void {
  const identity: LabelPairs = [
    ["namespace", manifest.namespace],
    ["deployment", manifest.name],
  ];
  for (const [metric, value] of Object.entries(statusMetrics))
    sink.whole(seriesPrefix(metric, stateLabels(estate, identity)), statuses, value);
}

function recordPod(sink: SampleSink, estate: Estate, { manifest }: DeploymentRun, pod: PodRun): void {
  const { name, uid, startedAt } = pod.asPod();
  const readiness = pod.takeReadiness();
  const times = readiness.map(({ time }) => time);
  const identity: LabelPairs = [
    ["namespace", manifest.namespace],
    ["pod", name],
    ["uid", uid],
  ];
  const series = (metric: string, labels: LabelPairs = []) =>
    seriesPrefix(metric, stateLabels(estate, [...identity, ...labels]));
  sink.constant(series("kube_pod_start_time"), startedAt, times);
  for (const condition of ["true", "false"] as const) {
    const labels: LabelPairs = [["condition", condition]];
    sink.whole(series("kube_pod_status_ready", labels), readiness, ({ isReady }) =>
      isReady === (condition === "true") ? 1 : 0,
    );
  }
  pod.containers.forEach((container, i) => {
    const kills = pod.kills[i] ?? [];
    const waiting = times.filter((time) =>
      kills.some(({ at, downUntil = at }) => at * 1000 <= time && time < downUntil * 1000),
    );
    const labels: LabelPairs = [
      ["container", container.name],
      ["reason", "CrashLoopBackOff"],
    ];
    sink.constant(series("kube_pod_container_status_waiting_reason", labels), 1, waiting);
  });
}
