import {
  type ContainerRef,
  duration,
  type EvidenceQuery,
  formatDuration,
  instant,
  lengthOf,
  type Window,
  windowEndingAt,
} from "../model/index.ts";
import { anyOf, escapeRegex, type Matcher, matcher, selector } from "./promql/selector.ts";

/** How one pass reads usage over time: aligned to the step, so that the same moment asks the same questions. */
export interface Sampling {
  readonly window: Window;
  readonly stepSeconds: number;
}

// Five minutes is the resolution at which recommenders since Autopilot (EuroSys 2020, section 3.1) aggregate; a
// shorter look takes what a 15 s scrape can fill.
const coarseStep = 300;
const fineStep = 60;
const coarseFrom = duration(1, "d");

/** Aligns a window to the step it will be read at: two passes within one step see exactly the same data. */
export function planSampling(window: Window): Sampling {
  const length = lengthOf(window);
  const stepSeconds = length >= coarseFrom ? coarseStep : fineStep;
  const stepMillis = stepSeconds * 1000;
  const to = instant(Math.floor(window.to / stepMillis) * stepMillis);
  return { window: windowEndingAt(to, length), stepSeconds };
}

// cAdvisor also exports the pod's own cgroup (no container name) and, on dockershim, the pause container.
const realContainers = [matcher("container", "!=", ""), matcher("container", "!=", "POD")];
const cpuOrMemory = matcher("resource", "=~", "cpu|memory");

/** Series whose labels tell which namespaces hold containers. */
export const namespaceSelector = selector("container_memory_working_set_bytes", realContainers);

/** Node prices as OpenCost exports them. */
export const priceQuestions = {
  coreHour: "avg(node_cpu_hourly_cost)",
  gibHour: "avg(node_ram_hourly_cost)",
} as const;

/** Every question of one namespace, as PromQL or as a selector. */
export type NamespaceQuestions = ReturnType<typeof askNamespace>;

/**
 * Builds the questions of one namespace: one query per metric, never one per workload. Usage is asked raw, without
 * `by`, which is the cheapest form for the server (an aggregation doubles its work, and the join is ours anyway).
 */
export function askNamespace(namespace: string, sampling: Sampling) {
  const here = matcher("namespace", "=", namespace);
  const whole = formatDuration(lengthOf(sampling.window));
  const lastOf = (metric: string, pods: readonly string[]): string =>
    `last_over_time(${selector(metric, [here, cpuOrMemory, matcher("pod", "=~", anyOf(pods))])}[${whole}])`;
  const increaseOf = (metric: string, matchers: readonly Matcher[]): string =>
    `increase(${selector(metric, matchers)}[${whole}])`;
  return {
    ...usageQueries([here, ...realContainers], sampling),
    podOwners: selector("kube_pod_owner", [here]),
    replicaSetOwners: selector("kube_replicaset_owner", [here]),
    jobOwners: selector("kube_job_owner", [here]),
    recordedOwners: selector("namespace_workload_pod:kube_pod_owner:relabel", [here]),
    requests: selector("kube_pod_container_resource_requests", [here, cpuOrMemory]),
    limits: selector("kube_pod_container_resource_limits", [here, cpuOrMemory]),
    /** The same for pods that ended within the window: of Jobs, and of what was killed. */
    requestsOf: (pods: readonly string[]) => lastOf("kube_pod_container_resource_requests", pods),
    limitsOf: (pods: readonly string[]) => lastOf("kube_pod_container_resource_limits", pods),
    outOfMemory: outOfMemoryQuery([here], whole),
    restarts: `${increaseOf("kube_pod_container_status_restarts_total", [here])} > 0`,
    throttledPeriods: increaseOf("container_cpu_cfs_throttled_periods_total", [here, ...realContainers]),
    periods: increaseOf("container_cpu_cfs_periods_total", [here, ...realContainers]),
    autoscalers: selector("kube_horizontalpodautoscaler_info", [here]),
    autoscalerTargets: selector("kube_horizontalpodautoscaler_spec_target_metric", [here]),
    javaHeaps: selector("jvm_memory_used_bytes", [here, matcher("area", "=", "heap")]),
  };
}

/** The queries that reproduce the evidence of one container, narrowed to it, for a person to paste. */
export function askContainer(target: ContainerRef, sampling: Sampling): readonly EvidenceQuery[] {
  const here = [
    ...(target.cluster === undefined ? [] : [matcher("cluster", "=", target.cluster)]),
    matcher("namespace", "=", target.namespace),
    matcher("pod", "=~", target.kind === "Pod" ? escapeRegex(target.name) : `${escapeRegex(target.name)}-.+`),
    matcher("container", "=", target.container),
  ];
  const { cpu, memory } = usageQueries(here, sampling);
  const whole = formatDuration(lengthOf(sampling.window));
  return [
    { of: "cpu", promql: cpu },
    { of: "memory", promql: memory },
    { of: "settings", promql: selector("kube_pod_container_resource_requests", [...here, cpuOrMemory]) },
    { of: "out-of-memory", promql: outOfMemoryQuery(here, whole) },
  ];
}

function usageQueries(matchers: readonly Matcher[], sampling: Sampling) {
  const step = formatDuration(duration(sampling.stepSeconds, "s"));
  // Four scrapes of a minute at least: a window that holds a single scrape has no rate.
  const rateWindow = formatDuration(duration(Math.max(sampling.stepSeconds, coarseStep), "s"));
  return {
    cpu: `rate(${selector("container_cpu_usage_seconds_total", matchers)}[${rateWindow}])`,
    // The highest scrape of every step, not the one that happens to lie on it: a peak between two steps counts.
    memory: `max_over_time(${selector("container_memory_working_set_bytes", matchers)}[${step}])`,
  };
}

function outOfMemoryQuery(matchers: readonly Matcher[], whole: string): string {
  const killed = [...matchers, matcher("reason", "=", "OOMKilled")];
  return `max_over_time(${selector("kube_pod_container_status_last_terminated_reason", killed)}[${whole}]) > 0`;
}
