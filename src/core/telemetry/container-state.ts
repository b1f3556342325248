import {
  type Autoscaler,
  type Bound,
  formatCanonical,
  type InstantSample,
  type Labels,
  type OutOfMemory,
  type Quantity,
  type Resource,
  type SettingName,
  type Settings,
} from "../model/index.ts";

/** Answers to the questions about the present state of one namespace; `null` where the question failed. */
export interface StateAnswers {
  readonly requests: readonly InstantSample[] | null;
  readonly limits: readonly InstantSample[] | null;
  readonly outOfMemory: readonly InstantSample[] | null;
  readonly limitsOfKilled: readonly InstantSample[] | null;
  readonly restarts: readonly InstantSample[] | null;
  readonly throttledPeriods: readonly InstantSample[] | null;
  readonly periods: readonly InstantSample[] | null;
  readonly autoscalers: readonly InstantSample[] | null;
  readonly autoscalerTargets: readonly InstantSample[] | null;
  readonly javaHeaps: readonly Labels[] | null;
}

/** Looks up what kube-state-metrics and cAdvisor say of a container in given pods. */
export interface NamespaceState {
  settingsOf(pod: string, container: string): Settings;
  outOfMemoryOf(pods: readonly string[], container: string): OutOfMemory | null;
  restartsOf(pods: readonly string[], container: string): number | null;
  throttledShareOf(pods: readonly string[], container: string): number | null;
  autoscalersOf(kind: string, name: string): readonly Autoscaler[];
  runsJvm(pods: readonly string[], container: string): boolean;
}

/** Indexes the answers once, so that a namespace of any size costs one pass. */
export function readState(answers: StateAnswers): NamespaceState {
  const settings = indexSettings(answers);
  const killed = answers.outOfMemory === null ? null : byPodContainer(answers.outOfMemory);
  const killedLimits = byPodContainer(answers.limitsOfKilled ?? []);
  const restarts = answers.restarts === null ? null : byPodContainer(answers.restarts);
  const throttled = answers.throttledPeriods === null ? null : byPodContainer(answers.throttledPeriods);
  const periods = answers.periods === null ? null : byPodContainer(answers.periods);
  const autoscalers = indexAutoscalers(answers.autoscalers ?? [], answers.autoscalerTargets ?? []);
  const heaps = new Set((answers.javaHeaps ?? []).map(podContainer));
  const heapPods = new Set((answers.javaHeaps ?? []).map(({ pod }) => pod));

  return {
    settingsOf: (pod, container) => settings.get(`${pod}/${container}`) ?? {},
    outOfMemoryOf: (pods, container) => {
      if (killed === null) return null;
      const hit = pods.filter((pod) => killed.has(`${pod}/${container}`));
      const limits = hit.flatMap((pod) => killedLimits.get(`${pod}/${container}`) ?? []);
      return { pods: hit.length, highestLimit: limits.length === 0 ? null : Math.max(...limits) };
    },
    restartsOf: (pods, container) =>
      restarts === null ? null : Math.round(sumOver(restarts, pods, container)),
    throttledShareOf: (pods, container) => {
      if (throttled === null || periods === null) return null;
      const all = sumOver(periods, pods, container);
      return all > 0 ? Math.min(1, sumOver(throttled, pods, container) / all) : null;
    },
    autoscalersOf: (kind, name) => autoscalers.get(`${kind}/${name}`) ?? [],
    // An exporter inside the JVM may not know the container's name; then the whole pod counts.
    runsJvm: (pods, container) =>
      pods.some((pod) => heaps.has(`${pod}/${container}`) || (heapPods.has(pod) && heaps.has(`${pod}/`))),
  };
}

function podContainer(labels: Labels): string {
  return `${labels["pod"] ?? ""}/${labels["container"] ?? ""}`;
}

function byPodContainer(samples: readonly InstantSample[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = podContainer(labels);
    // Two scrapes of one thing, or a container that was recreated: the larger says at least as much.
    if (Number.isFinite(value)) found.set(key, Math.max(found.get(key) ?? 0, value));
  }
  return found;
}

function sumOver(values: Map<string, number>, pods: readonly string[], container: string): number {
  return pods.reduce((sum, pod) => sum + (values.get(`${pod}/${container}`) ?? 0), 0);
}

function indexSettings(answers: StateAnswers): Map<string, Settings> {
  const found = new Map<string, Partial<Record<SettingName, Quantity>>>();
  const bounds: readonly [Bound, readonly InstantSample[] | null][] = [
    ["requests", answers.requests],
    ["limits", answers.limits],
  ];
  for (const [bound, samples] of bounds) {
    for (const { labels, value } of samples ?? []) {
      const resource = labels["resource"];
      if ((resource !== "cpu" && resource !== "memory") || !Number.isFinite(value) || value < 0) continue;
      const key = podContainer(labels);
      const settings = found.get(key) ?? {};
      settings[`${bound}.${resource}`] = exported(value, resource);
      found.set(key, settings);
    }
  }
  return found;
}

/** kube-state-metrics exports cores and bytes as floats; a core's float is exact to the millicore after rounding. */
function exported(value: number, resource: Resource): Quantity {
  const nanos =
    resource === "cpu" ? BigInt(Math.round(value * 1e6)) * 1000n : BigInt(Math.round(value)) * 1_000_000_000n;
  return { nanos, text: formatCanonical(nanos, resource === "cpu" ? "decimal" : "binary") };
}

function indexAutoscalers(
  infos: readonly InstantSample[],
  targets: readonly InstantSample[],
): Map<string, Autoscaler[]> {
  const utilization = new Map<string, Set<Resource>>();
  for (const { labels } of targets) {
    const name = labels["horizontalpodautoscaler"];
    const metric = labels["metric_name"];
    if (name === undefined || labels["metric_target_type"] !== "utilization") continue;
    if (metric !== "cpu" && metric !== "memory") continue;
    utilization.set(name, (utilization.get(name) ?? new Set()).add(metric));
  }
  const found = new Map<string, Autoscaler[]>();
  for (const { labels } of infos) {
    const name = labels["horizontalpodautoscaler"];
    if (name === undefined) continue;
    const key = `${labels["scaletargetref_kind"] ?? ""}/${labels["scaletargetref_name"] ?? ""}`;
    const known = found.get(key) ?? [];
    if (!known.some((autoscaler) => autoscaler.name === name)) {
      found.set(key, [...known, { name, utilizationOf: [...(utilization.get(name) ?? [])] }]);
    }
  }
  return found;
}
