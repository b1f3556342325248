import {
  type Autoscaler,
  type Bound,
  formatCanonical,
  type HeapUsage,
  type InstantSample,
  type Labels,
  type OutOfMemory,
  type Quantity,
  type Resource,
  type SettingName,
  type Settings,
} from "../model/index.ts";
import { type DayEvents, type PodContainer, podContainerKey } from "./day-events.ts";
import { heapStateOf, heapsSeen, mergeHeaps } from "./pod-heap.ts";

/** What is known of the containers of one namespace besides their usage; `null` where the question failed. */
export interface StateAnswers {
  readonly requests: readonly InstantSample[] | null;
  readonly limits: readonly InstantSample[] | null;
  readonly limitsOfKilled: readonly InstantSample[] | null;
  readonly autoscalers: readonly InstantSample[] | null;
  readonly autoscalerTargets: readonly InstantSample[] | null;
  /** Series that show that there is a heap. */
  readonly heapSeries: readonly Labels[] | null;
  /** What happened on each day of the window. */
  readonly days: readonly DayEvents[];
}

/** Looks up what kube-state-metrics and cAdvisor say of a container in given pods. `null` is unknown. */
export interface NamespaceState {
  settingsOf(pod: string, container: string): Settings | null;
  outOfMemoryOf(pods: readonly string[], container: string): OutOfMemory | null;
  restartsOf(pods: readonly string[], container: string): number | null;
  throttledShareOf(pods: readonly string[], container: string): number | null;
  autoscalersOf(kind: string, name: string): readonly Autoscaler[] | null;
  runsJvm(pods: readonly string[], container: string): boolean | null;
  heapOf(pods: readonly string[], newestPod: string, container: string): HeapUsage | null;
}

/** The answers of one cluster, where the source holds several. */
export function answersOf(answers: StateAnswers, cluster: string | undefined): StateAnswers {
  const here = (samples: readonly InstantSample[] | null): readonly InstantSample[] | null =>
    samples?.filter(({ labels }) => labels["cluster"] === cluster) ?? null;
  const of = <Event extends PodContainer>(events: readonly Event[] | null): readonly Event[] | null =>
    events?.filter((event) => event.cluster === cluster) ?? null;
  return {
    requests: here(answers.requests),
    limits: here(answers.limits),
    limitsOfKilled: here(answers.limitsOfKilled),
    autoscalers: here(answers.autoscalers),
    autoscalerTargets: here(answers.autoscalerTargets),
    heapSeries: answers.heapSeries?.filter((labels) => labels["cluster"] === cluster) ?? null,
    days: answers.days.map(({ throttling, restarts, kills, heaps }) => ({
      throttling: of(throttling),
      restarts: of(restarts),
      kills: of(kills),
      heaps: heaps?.filter((heap) => heap.cluster === cluster) ?? null,
    })),
  };
}

/** Indexes the answers of one namespace of one cluster once, so that any size costs one pass. */
export function readState(answers: StateAnswers): NamespaceState {
  const { requests, limits, days } = answers;
  const settings = requests === null || limits === null ? null : indexSettings(requests, limits);
  const kills = ofAllDays(days.map((day) => day.kills));
  const killed = kills === null ? null : new Set(kills.map(podContainerKey));
  const killedLimits = highestMemory(answers.limitsOfKilled ?? []);
  const restarts = sumUp(ofAllDays(days.map((day) => day.restarts)), ({ count }) => count);
  const throttling = ofAllDays(days.map((day) => day.throttling));
  const throttled = sumUp(throttling, (one) => one.throttled);
  const periods = sumUp(throttling, (one) => one.periods);
  const { autoscalers: infos, autoscalerTargets: targets } = answers;
  const autoscalers = infos === null || targets === null ? null : indexAutoscalers(infos, targets);
  const seen = answers.heapSeries === null ? null : heapsSeen(answers.heapSeries);
  // A day that is unknown leaves fewer moments, and no less certain ones.
  const newestFirst = days.map(({ heaps }) => heaps ?? []).reverse();
  const heaps = seen && heapStateOf(mergeHeaps([...newestFirst, seen]));

  return {
    settingsOf: (pod, container) => settings && settingsFrom(settings.get(`${pod}/${container}`) ?? []),
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
    runsJvm: (pods, container) => heaps?.runs("jvm", pods, container) ?? null,
    heapOf: (pods, newestPod, container) => heaps?.usageOf(pods, newestPod, container) ?? null,
  };
}

/** One day that is unknown leaves the whole unknown. */
function ofAllDays<Event>(days: readonly (readonly Event[] | null)[]): readonly Event[] | null {
  const known = days.filter((events) => events !== null);
  return known.length < days.length ? null : known.flat();
}

function sumUp<Event extends PodContainer>(
  events: readonly Event[] | null,
  amount: (event: Event) => number,
): Map<string, number> | null {
  if (events === null) return null;
  const sums = new Map<string, number>();
  for (const event of events) {
    const key = podContainerKey(event);
    sums.set(key, (sums.get(key) ?? 0) + amount(event));
  }
  return sums;
}

function highestMemory(limits: readonly InstantSample[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { labels, value } of limits) {
    if (labels["resource"] !== "memory" || !Number.isFinite(value)) continue;
    const key = podContainerKey(labels);
    highest.set(key, Math.max(highest.get(key) ?? 0, value));
  }
  return highest;
}

function sumOver(values: Map<string, number>, pods: readonly string[], container: string): number {
  return pods.reduce((sum, pod) => sum + (values.get(`${pod}/${container}`) ?? 0), 0);
}

/** As exported. Few of them are ever looked up, and exact quantities take their time. */
type ExportedSettings = readonly (readonly [bound: Bound, resource: Resource, value: number])[];

function indexSettings(
  requests: readonly InstantSample[],
  limits: readonly InstantSample[],
): Map<string, ExportedSettings> {
  const found = new Map<string, [Bound, Resource, number][]>();
  const bounds: readonly [Bound, readonly InstantSample[]][] = [
    ["requests", requests],
    ["limits", limits],
  ];
  for (const [bound, samples] of bounds) {
    for (const { labels, value } of samples) {
      const resource = labels["resource"];
      if ((resource !== "cpu" && resource !== "memory") || !Number.isFinite(value) || value < 0) continue;
      const key = podContainerKey(labels);
      const settings = found.get(key);
      if (settings === undefined) found.set(key, [[bound, resource, value]]);
      else settings.push([bound, resource, value]);
    }
  }
  return found;
}

function settingsFrom(all: ExportedSettings): Settings {
  const settings: Partial<Record<SettingName, Quantity>> = {};
  for (const [bound, resource, value] of all) settings[`${bound}.${resource}`] = exported(value, resource);
  return settings;
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
