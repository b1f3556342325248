import {
  type ContainerRef,
  type Duration,
  duration,
  type EvidenceQuery,
  formatDuration,
  instant,
  lengthOf,
  type Runtime,
  type Window,
  type WorkloadKind,
} from "../model/index.ts";
import { askHeaps, heapSeries } from "./heap-questions.ts";
import { ownerMetrics } from "./known-owners.ts";
import { anyOf, escapeRegex, type Matcher, matcher, matcherText, selector } from "./promql/selector.ts";
import { together } from "./together.ts";

/** How one pass reads usage over time: aligned to the step, so that the same moment asks the same questions. */
export interface Sampling {
  readonly window: Window;
  readonly stepSeconds: number;
}

// Five minutes is the resolution at which recommenders since Autopilot (EuroSys 2020, section 3.1) aggregate. A rate
// over it holds five scrapes of a minute, so a missed one does not tear a hole.
const stepSeconds = 300;

const dayMillis = duration(1, "d");

/**
 * Aligns a window: its end to the step it will be read at, so that two passes within one step see exactly the same
 * data, and its beginning to the UTC day, because what was used is kept by the day.
 */
export function planSampling(window: Window): Sampling {
  const stepMillis = stepSeconds * 1000;
  const to = instant(Math.floor(window.to / stepMillis) * stepMillis);
  const from = instant(Math.floor((to - lengthOf(window)) / dayMillis) * dayMillis);
  return { window: { from, to }, stepSeconds };
}

// cAdvisor also exports the pod's own cgroup (no container name) and, on dockershim, the pause container.
const realContainers = [matcher("container", "!=", ""), matcher("container", "!=", "POD")];
// Without `honor_labels` the labels `pod` and `namespace` name the exporter itself.
const ownLabels = matcher("exported_pod", "=", "");
// `kube_pod_info` of all other pods would make the answer long; no other metric of owners has the label.
const placedByDaemonSet = matcher("created_by_kind", "=~", "|DaemonSet");
const cpuOrMemory = matcher("resource", "=~", "cpu|memory");

/** Series whose labels tell which namespaces hold containers. */
export const namespaceSelector = selector("container_memory_working_set_bytes", realContainers);

/** How many containers run in each namespace. */
export const sizesQuestion = `count by (namespace) (${namespaceSelector})`;

/**
 * What the source holds of kube-state-metrics at all. Without resource metrics a container that shows none is unknown,
 * not unset; and pods under `exported_pod` mean that every series names the exporter's own pod (no `honor_labels`).
 */
export const sourceQuestion = together({
  resources: "count(kube_pod_container_resource_requests) or count(kube_pod_container_resource_limits)",
  exportedPods: 'count(kube_pod_owner{exported_pod!=""})',
});

/** Node prices as OpenCost exports them. */
export const priceQuestion = together({
  coreHour: "avg(node_cpu_hourly_cost)",
  gibHour: "avg(node_ram_hourly_cost)",
});

/** Every question of some namespaces, as PromQL or as a selector. */
export type NamespaceQuestions = ReturnType<typeof askNamespaces>;

/**
 * Builds the questions of some namespaces: one query per metric, never one per workload. Usage is asked raw, without
 * `by`, which is the cheapest form for the server (an aggregation doubles its work, and the join is ours anyway).
 */
export function askNamespaces(namespaces: readonly string[], sampling: Sampling) {
  const here = inNamespaces(namespaces);
  const whole = formatDuration(lengthOf(sampling.window));
  const settings = (matchers: readonly Matcher[], wrap?: (selector: string) => string) =>
    together({
      requests: perContainer(anyOfMetrics(requestMetrics, [here, cpuOrMemory, ...matchers], wrap)),
      limits: perContainer(anyOfMetrics(limitMetrics, [here, cpuOrMemory, ...matchers], wrap)),
    });
  return {
    ...usageQueries([here, ...realContainers], sampling),
    owners: selectorOfAny(ownerMetrics, [here, ownLabels, placedByDaemonSet]),
    settings: settings([ownLabels]),
    /** The same for pods that ended within the window: of Jobs, and of what was killed. */
    settingsOf: (pods: readonly string[]) =>
      settings([matcher("pod", "=~", anyOf(pods))], (one) => `last_over_time(${one}[${whole}])`),
    autoscalers: together({
      infos: selector("kube_horizontalpodautoscaler_info", [here]),
      targets: selector("kube_horizontalpodautoscaler_spec_target_metric", [here]),
    }),
    heapSeries: heapSeries(here),
    /** Asked of runtimes that are there only: what is not there takes the server as long to find out each time. */
    heaps: (runtimes: readonly Runtime[]) => askHeaps(here, realContainers, runtimes),
  };
}

export const eventNames = ["throttling", "restarts", "kills"] as const;

export type EventName = (typeof eventNames)[number];

/** What happened to containers in the time before the moment at which it is asked. */
export function askEvents(
  namespaces: readonly string[],
  names: readonly EventName[],
  before: Duration,
): string {
  const here = inNamespaces(namespaces);
  const range = formatDuration(before);
  const increaseOf = (metric: string) => `increase(${selector(metric, [here, ...realContainers])}[${range}])`;
  const questions = {
    throttling: {
      throttled: `${increaseOf("container_cpu_cfs_throttled_periods_total")} > 0`,
      periods: `${increaseOf("container_cpu_cfs_periods_total")} > 0`,
    },
    restarts: { restarts: anyOfMetrics(restartMetrics, [here], (one) => `increase(${one}[${range}]) > 0`) },
    kills: { kills: outOfMemoryQuery([here], range) },
  } as const;
  return together(Object.fromEntries(names.flatMap((name) => Object.entries(questions[name]))));
}

/** The metric and the matchers of a usage question, for sources that hand out samples as they were scraped. */
export function usageSeries(namespaces: readonly string[]) {
  const matchers = [inNamespaces(namespaces), ...realContainers];
  return {
    cpu: { metric: "container_cpu_usage_seconds_total", matchers },
    memory: { metric: "container_memory_working_set_bytes", matchers },
  } as const;
}

export function inNamespaces(namespaces: readonly string[]): Matcher {
  const [first, ...others] = namespaces;
  return first !== undefined && others.length === 0
    ? matcher("namespace", "=", first)
    : matcher("namespace", "=~", anyOf(namespaces));
}

/** The queries that reproduce the evidence of one container, narrowed to it, for a person to paste. */
export function askContainer(target: ContainerRef, sampling: Sampling): readonly EvidenceQuery[] {
  const here = [
    ...(target.cluster === undefined ? [] : [matcher("cluster", "=", target.cluster)]),
    matcher("namespace", "=", target.namespace),
    matcher("pod", "=~", escapeRegex(target.name) + podSuffixes[target.kind]),
    matcher("container", "=", target.container),
  ];
  const { cpu, memory } = usageQueries(here, sampling);
  const whole = formatDuration(lengthOf(sampling.window));
  return [
    { of: "cpu", promql: cpu },
    { of: "memory", promql: memory },
    { of: "settings", promql: anyOfMetrics(requestMetrics, [...here, cpuOrMemory]) },
    { of: "out-of-memory", promql: outOfMemoryQuery(here, whole) },
  ];
}

function usageQueries(matchers: readonly Matcher[], sampling: Sampling) {
  const step = formatDuration(duration(sampling.stepSeconds, "s"));
  return {
    cpu: `rate(${selector("container_cpu_usage_seconds_total", matchers)}[${step}])`,
    // The highest scrape of every step, not the one that happens to lie on it: a peak between two steps counts.
    memory: `max_over_time(${selector("container_memory_working_set_bytes", matchers)}[${step}])`,
  };
}

function outOfMemoryQuery(matchers: readonly Matcher[], whole: string): string {
  const killed = [...matchers, matcher("reason", "=", "OOMKilled")];
  return anyOfMetrics(terminationMetrics, killed, (one) => `max_over_time(${one}[${whole}]) > 0`);
}

// kube-state-metrics tells init containers, native sidecars among them, apart by the name of the metric.
const requestMetrics = ["kube_pod_container_resource_requests", "kube_pod_init_container_resource_requests"];
const limitMetrics = ["kube_pod_container_resource_limits", "kube_pod_init_container_resource_limits"];
const restartMetrics = [
  "kube_pod_container_status_restarts_total",
  "kube_pod_init_container_status_restarts_total",
];
// A container that is not restarted, as in a Job, stays terminated and has no last termination.
const terminationMetrics = [
  "kube_pod_container_status_last_terminated_reason",
  "kube_pod_container_status_terminated_reason",
  "kube_pod_init_container_status_last_terminated_reason",
];

// Most of a long answer would be labels that say nothing of the container.
function perContainer(promql: string): string {
  return `max by (cluster, namespace, pod, container, resource) (${promql})`;
}

function selectorOfAny(metrics: readonly string[], matchers: readonly Matcher[]): string {
  return `{${[matcher("__name__", "=~", anyOf(metrics)), ...matchers].map(matcherText).join(",")}}`;
}

function anyOfMetrics(
  metrics: readonly string[],
  matchers: readonly Matcher[],
  wrap: (selector: string) => string = (one) => one,
): string {
  return metrics.map((metric) => wrap(selector(metric, matchers))).join(" or ");
}

// What Kubernetes appends to a workload's name to name its pods, as RE2.
const podSuffixes: Readonly<Record<WorkloadKind, string>> = {
  Deployment: "-[a-z0-9]+-[a-z0-9]{5}",
  Rollout: "-[a-z0-9]+-[a-z0-9]{5}",
  ReplicaSet: "-[a-z0-9]{5}",
  DaemonSet: "-[a-z0-9]{5}",
  StatefulSet: "-[0-9]+",
  Job: "-([0-9]+-)?[a-z0-9]{5}",
  CronJob: "-[0-9]{8,10}-([0-9]+-)?[a-z0-9]{5}",
  Pod: "",
};
