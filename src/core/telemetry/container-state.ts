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

/** Looks up what kube-state-metrics and cAdvisor say of a container in given pods. `null` is unknown. */
export interface NamespaceState {
  settingsOf(pod: string, container: string): Settings | null;
  outOfMemoryOf(pods: readonly string[], container: string): OutOfMemory | null;
  restartsOf(pods: readonly string[], container: string): number | null;
  throttledShareOf(pods: readonly string[], container: string): number | null;
  autoscalersOf(kind: string, name: string): readonly Autoscaler[] | null;
  runsJvm(pods: readonly string[], container: string): boolean | null;
}

/** The answers of one cluster, where the source holds several. */
export function answersOf(answers: StateAnswers, cluster: string | undefined): StateAnswers {
  const here = (samples: readonly InstantSample[] | null): readonly InstantSample[] | null =>
    samples?.filter(({ labels }) => labels["cluster"] === cluster) ?? null;
  return {
    requests: here(answers.requests),
    limits: here(answers.limits),
    outOfMemory: here(answers.outOfMemory),
    limitsOfKilled: here(answers.limitsOfKilled),
    restarts: here(answers.restarts),
    throttledPeriods: here(answers.throttledPeriods),
    periods: here(answers.periods),
    autoscalers: here(answers.autoscalers),
    autoscalerTargets: here(answers.autoscalerTargets),
    javaHeaps: answers.javaHeaps?.filter((labels) => labels["cluster"] === cluster) ?? null,
  };
}

/** Indexes the answers of one namespace of one cluster once, so that any size costs one pass. */
export function readState(answers: StateAnswers): NamespaceState {
  const { requests, limits } = answers;
  const settings = requests === null || limits === null ? null : indexSettings(requests, limits);
  const killed = answers.outOfMemory === null ? null : byPodContainer(answers.outOfMemory);
  const killedLimits = byPodContainer(answers.limitsOfKilled ?? []);
  const restarts = answers.restarts === null ? null : byPodContainer(answers.restarts);
  const throttled = answers.throttledPeriods === null ? null : sumOfLives(answers.throttledPeriods);
  const periods = answers.periods === null ? null : sumOfLives(answers.periods);
  const { autoscalers: infos, autoscalerTargets: targets } = answers;
  const autoscalers = infos === null || targets === null ? null : indexAutoscalers(infos, targets);
  const heaps = answers.javaHeaps === null ? null : new Set(answers.javaHeaps.map(podContainer));

  return {
    settingsOf: (pod, container) => settings && (settings.get(`${pod}/${container}`) ?? {}),
    outOfMemoryOf: (pods, container) => {
      if (killed === null) return null;
      const hit = pods.filter((pod) => killed.has(`${pod}/${container}`));
      const highest = hit.flatMap((pod) => killedLimits.get(`${pod}/${container}`) ?? []);
      return { pods: hit.length, highestLimit: highest.length === 0 ? null : Math.max(...highest) };
    },
    restartsOf: (pods, container) => restarts && Math.round(sumOver(restarts, pods, container)),
    throttledShareOf: (pods, container) => {
      if (throttled === null || periods === null) return null;
      const all = sumOver(periods, pods, container);
      return all > 0 ? Math.min(1, sumOver(throttled, pods, container) / all) : null;
    },
    autoscalersOf: (kind, name) => autoscalers && (autoscalers.get(`${kind}/${name}`) ?? []),
    // An exporter inside the JVM may not know the container's name; then the whole pod counts.
    runsJvm: (pods, container) =>
      heaps && pods.some((pod) => heaps.has(`${pod}/${container}`) || heaps.has(`${pod}/`)),
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

/** A restarted container has a new `id` and counts on from zero: its lives add up, two scrapes of one life do not. */
function sumOfLives(samples: readonly InstantSample[]): Map<string, number> {
  const lives = new Map<string, { readonly key: string; readonly value: number }>();
  for (const { labels, value } of samples) {
    if (!Number.isFinite(value)) continue;
    const key = podContainer(labels);
    const life = `${key}/${labels["id"] ?? ""}`;
    lives.set(life, { key, value: Math.max(lives.get(life)?.value ?? 0, value) });
  }
  const sums = new Map<string, number>();
  for (const { key, value } of lives.values()) sums.set(key, (sums.get(key) ?? 0) + value);
  return sums;
}

function sumOver(values: Map<string, number>, pods: readonly string[], container: string): number {
  return pods.reduce((sum, pod) => sum + (values.get(`${pod}/${container}`) ?? 0), 0);
}

function indexSettings(
  requests: readonly InstantSample[],
  limits: readonly InstantSample[],
): Map<string, Settings> {
  const found = new Map<string, Partial<Record<SettingName, Quantity>>>();
  const bounds: readonly [Bound, readonly InstantSample[]][] = [
    ["requests", requests],
    ["limits", limits],
  ];
  for (const [bound, samples] of bounds) {
    for (const { labels, value } of samples) {
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
