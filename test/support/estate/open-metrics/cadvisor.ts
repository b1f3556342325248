import type { Reading } from "../container-state.ts";
import type { ContainerDesign } from "../design.ts";
import type { Estate, Pod, Workload } from "../estate.ts";
import { containerId } from "../names.ts";
import { type LabelPairs, seriesPrefix } from "./line-writer.ts";
import { podCgroup } from "./pod-cgroup.ts";
import type { SampleSink } from "./series-sink.ts";

const pauseImage = "registry.k8s.io/pause:3.9";
const pauseBytes = 262_144;
const pauseCores = 0.000_002;
/** Share of the working set that is anonymous memory; the rest is active page cache. */
const rssShare = 0.88;

/** What the kubelet's cAdvisor shows of a pod's containers in one stretch of time: one list of readings each. */
export function writePod(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  pod: Pod,
  readings: readonly (readonly Reading[])[],
): void {
  workload.design.containers.forEach((container, i) => {
    for (const life of livesIn(readings[i] ?? []))
      writeContainer(sink, estate, workload, pod, container, life);
  });
  if (estate.detail === "full") writeAggregates(sink, estate, workload, pod, readings);
}

function writeContainer(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  pod: Pod,
  container: ContainerDesign,
  life: readonly Reading[],
): void {
  const id = containerId(pod.uid, container.name, life[0]?.restarts ?? 0);
  const labels = cadvisorLabels(estate, pod, workload, `${podCgroup(workload, pod)}/${id}`, {
    container: container.name,
    image: container.image,
    name: id,
  });
  sink.whole(seriesPrefix("container_memory_working_set_bytes", labels), life, (one) => one.workingSet);
  sink.decimal(cpuSeries(labels), life, (one) => one.cpuSeconds);
  if (estate.detail === "usage") return;
  sink.whole(seriesPrefix("container_memory_rss", labels), life, (one) => one.workingSet * rssShare);
  if (container.resources.limits?.cpu === undefined) return;
  sink.whole(seriesPrefix("container_cpu_cfs_periods_total", labels), life, (one) => one.periods);
  sink.whole(
    seriesPrefix("container_cpu_cfs_throttled_periods_total", labels),
    life,
    (one) => one.throttledPeriods,
  );
}

/**
 * The pod's cgroup, which counts its containers once more, and the sandbox: both without a `container` label, as
 * with containerd. A query that forgets `container!=""` gets twice the usage.
 */
function writeAggregates(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  pod: Pod,
  readings: readonly (readonly Reading[])[],
): void {
  const cgroup = podCgroup(workload, pod);
  const labels = cadvisorLabels(estate, pod, workload, cgroup, {});
  const totals = addUp(readings);
  sink.decimal(cpuSeries(labels), totals, (one) => one.cpuSeconds);
  sink.whole(seriesPrefix("container_memory_working_set_bytes", labels), totals, (one) => one.workingSet);
  const id = containerId(pod.uid, "sandbox", 0);
  const sandbox = cadvisorLabels(estate, pod, workload, `${cgroup}/${id}`, { image: pauseImage, name: id });
  sink.whole(seriesPrefix("container_memory_working_set_bytes", sandbox), totals, () => pauseBytes);
  const born = pod.startedAt * 1000;
  sink.decimal(cpuSeries(sandbox), totals, (one) => 0.02 + ((one.time - born) / 1000) * pauseCores);
}

interface Total {
  readonly time: number;
  readonly workingSet: number;
  readonly cpuSeconds: number;
}

/** Sums over the containers, for the scrapes that found all of them up. */
function addUp(readings: readonly (readonly Reading[])[]): readonly Total[] {
  const totals = new Map<number, { time: number; workingSet: number; cpuSeconds: number; seen: number }>();
  for (const reading of readings.flat()) {
    const total = totals.get(reading.time) ?? {
      time: reading.time,
      workingSet: pauseBytes,
      cpuSeconds: 0,
      seen: 0,
    };
    total.workingSet += reading.workingSet;
    total.cpuSeconds += reading.cpuSecondsOfAllLives;
    total.seen += 1;
    totals.set(reading.time, total);
  }
  return [...totals.values()].filter((total) => total.seen === readings.length);
}

function cpuSeries(labels: LabelPairs): Uint8Array {
  return seriesPrefix("container_cpu_usage_seconds_total", [["cpu", "total"], ...labels]);
}

/** One part for each life of the container: a restarted one is another series. */
function livesIn(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const lives: Reading[][] = [];
  for (const reading of readings) {
    const current = lives.at(-1);
    if (current?.[0]?.restarts === reading.restarts) current.push(reading);
    else lives.push([reading]);
  }
  return lives;
}

function cadvisorLabels(
  estate: Estate,
  pod: Pod,
  workload: Workload,
  id: string,
  own: { readonly container?: string; readonly image?: string; readonly name?: string },
): LabelPairs {
  return [
    ["cluster", estate.cluster ?? ""],
    ["container", own.container ?? ""],
    ["endpoint", "https-metrics"],
    ["id", id],
    ["image", own.image ?? ""],
    ["instance", `${pod.node.address}:10250`],
    ["job", "kubelet"],
    ["metrics_path", "/metrics/cadvisor"],
    ["name", own.name ?? ""],
    ["namespace", workload.design.namespace],
    ["node", pod.node.name],
    ["pod", pod.name],
    ["service", "kube-prometheus-stack-kubelet"],
  ];
}
