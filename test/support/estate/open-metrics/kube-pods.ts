import { quantity, toNumber } from "../../../../src/core/model/index.ts";
import type { Kill } from "../container-state.ts";
import type { ContainerDesign } from "../design.ts";
import type { Estate, Pod, Workload } from "../estate.ts";
import { containerId } from "../names.ts";
import { stateLabels } from "./kube-state-labels.ts";
import { type LabelPairs, seriesPrefix } from "./line-writer.ts";
import type { SampleSink } from "./series-sink.ts";
import { timesWithin } from "./state-times.ts";

/** What kube-state-metrics v2 shows of one pod; `kills` holds one list for each container. */
export function writePodState(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  pod: Pod,
  kills: readonly (readonly Kill[])[],
  allTimes: readonly number[],
): void {
  const times = timesWithin(allTimes, pod.createdAt, pod.deletedAt);
  if (times.length === 0) return;
  const { design } = workload;
  const identity: LabelPairs = [
    ["namespace", design.namespace],
    ["pod", pod.name],
    ["uid", pod.uid],
  ];
  const write = (metric: string, labels: LabelPairs, value: number) =>
    sink.constant(seriesPrefix(metric, stateLabels(estate, [...identity, ...labels])), value, times);

  // A bare pod has empty owner labels, which Prometheus does not store.
  const owner = pod.owner ?? { kind: "", name: "" };
  write("kube_pod_owner", ownerLabels(owner), 1);
  write("kube_pod_info", infoLabels(pod, owner), 1);
  write("kube_pod_created", [], pod.createdAt);
  writePhases(sink, estate, pod, identity, times);
  design.containers.forEach((container, i) => {
    writeContainerState(sink, estate, pod, container, identity, kills[i] ?? [], times);
  });
}

function ownerLabels(owner: { readonly kind: string; readonly name: string }): LabelPairs {
  return [
    ["owner_is_controller", owner.kind === "" ? "" : "true"],
    ["owner_kind", owner.kind],
    ["owner_name", owner.name],
  ];
}

function infoLabels(pod: Pod, owner: { readonly kind: string; readonly name: string }): LabelPairs {
  return [
    ["created_by_kind", owner.kind],
    ["created_by_name", owner.name],
    ["host_ip", pod.node.address],
    ["host_network", "false"],
    ["node", pod.node.name],
    ["pod_ip", pod.ip],
  ];
}

const phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"] as const;

/** One series a phase, 1 for the phase the pod is in: a query has to compare with 1. */
function writePhases(
  sink: SampleSink,
  estate: Estate,
  pod: Pod,
  identity: LabelPairs,
  times: readonly number[],
): void {
  const items = times.map((time) => ({ time, phase: phaseAt(pod, time / 1000) }));
  for (const phase of phases) {
    const series = seriesPrefix(
      "kube_pod_status_phase",
      stateLabels(estate, [...identity, ["phase", phase]]),
    );
    sink.whole(series, items, (item) => (item.phase === phase ? 1 : 0));
  }
}

function phaseAt(pod: Pod, at: number): (typeof phases)[number] {
  if (at < pod.startedAt) return "Pending";
  return at < pod.stoppedAt ? "Running" : "Succeeded";
}

function writeContainerState(
  sink: SampleSink,
  estate: Estate,
  pod: Pod,
  container: ContainerDesign,
  identity: LabelPairs,
  kills: readonly Kill[],
  times: readonly number[],
): void {
  const own: LabelPairs = [["container", container.name], ...identity];
  const series = (metric: string, labels: LabelPairs = []) =>
    seriesPrefix(metric, stateLabels(estate, [...own, ...labels]));
  const items = times.map((time) => ({ time }));
  const isRunning = (time: number) =>
    time >= pod.startedAt * 1000 && time < pod.stoppedAt * 1000 && !isBackingOff(kills, time);

  sink.constant(series("kube_pod_container_info", infoOf(container, pod)), 1, times);
  sink.whole(series("kube_pod_container_status_ready"), items, (item) => (isRunning(item.time) ? 1 : 0));
  sink.whole(series("kube_pod_container_status_restarts_total"), items, (item) =>
    killsBefore(kills, item.time),
  );
  const afterKill = times.filter((time) => killsBefore(kills, time) > 0);
  const reason = series("kube_pod_container_status_last_terminated_reason", [["reason", "OOMKilled"]]);
  sink.constant(reason, 1, afterKill);
  for (const bound of ["requests", "limits"] as const) {
    for (const [resource, unit] of units) {
      const text = container.resources[bound]?.[resource];
      if (text === undefined) continue;
      const labels: LabelPairs = [
        ["node", pod.node.name],
        ["resource", resource],
        ["unit", unit],
      ];
      sink.constant(series(`kube_pod_container_resource_${bound}`, labels), toNumber(quantity(text)), times);
    }
  }
}

const units = [
  ["cpu", "core"],
  ["memory", "byte"],
] as const;

function killsBefore(kills: readonly Kill[], time: number): number {
  return kills.filter((kill) => kill.at * 1000 <= time).length;
}

function isBackingOff(kills: readonly Kill[], time: number): boolean {
  return kills.some(({ at, downUntil = at }) => at * 1000 <= time && time < downUntil * 1000);
}

function infoOf(container: ContainerDesign, pod: Pod): LabelPairs {
  return [
    ["container_id", `containerd://${containerId(pod.uid, container.name, 0)}`],
    ["image", container.image],
    ["image_spec", container.image],
  ];
}
