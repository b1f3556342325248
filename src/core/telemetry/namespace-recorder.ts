import {
  type ContainerRef,
  containerKey,
  type OwnerSource,
  type RangeSeries,
  type Resource,
  type Usage,
  type WorkloadKind,
} from "../model/index.ts";
import type { PodSpan } from "./day-recorder.ts";
import { oneScrapeJob } from "./duplicate-series.ts";
import { GrowthRecorder } from "./growth-recorder.ts";
import { hashText } from "./hash-text.ts";
import type { ContainerDay, NamespaceDay, PodRef } from "./namespace-day.ts";
import { type ClassesIn, type ClassOf, noClasses } from "./node-classes.ts";
import type { PodOwners } from "./owners.ts";
import type { TimedSeries } from "./series-tails.ts";
import { UsageRecorder } from "./usage-recorder.ts";

// How long Kubernetes itself takes CPU for start-up work (kube-controller-manager, cpu-initialization-period).
const startupSeconds = 300;
// What runs to an end does its work from the first second on.
const runsToAnEnd: ReadonlySet<WorkloadKind> = new Set(["Job", "CronJob", "Pod"]);

const daySeconds = 86_400;

/** One container with what was recorded of it. */
export interface RecordedContainer {
  readonly target: ContainerRef;
  readonly ownerSource: OwnerSource;
  readonly usage: Readonly<Record<Resource, Usage | null>>;
  readonly growth: ReturnType<GrowthRecorder["finish"]>;
  readonly pods: readonly string[];
  readonly newestPod: string;
}

interface Recorders {
  readonly target: ContainerRef;
  ownerSource: OwnerSource;
  readonly cpu: UsageRecorder;
  readonly memory: UsageRecorder;
  readonly growth: GrowthRecorder;
}

/** Sorts the usage series of one namespace into its containers, whichever pod of whichever age they come from. */
export class NamespaceRecorder {
  readonly #namespace: string;
  readonly #interval: number;
  readonly #ownersIn: (cluster: string | undefined) => PodOwners;
  readonly #containers = new Map<string, Recorders>();
  /** By day, then by key. */
  readonly #unowned = new Map<number, Map<string, PodRef>>();

  /**
   * `interval`: seconds that the first sample of a series counts for. `days`: what earlier passes recorded, to go on
   * from.
   */
  constructor(
    namespace: string,
    interval: number,
    ownersIn: (cluster: string | undefined) => PodOwners,
    days: readonly NamespaceDay[] = [],
  ) {
    this.#namespace = namespace;
    this.#interval = interval;
    this.#ownersIn = ownersIn;
    for (const { day, unowned } of days)
      this.#unowned.set(day, new Map(unowned.map((pod) => [podKey(pod), pod])));
    for (const [key, kept] of byContainer(days)) this.#containers.set(key, this.#resume(kept));
  }

  /** `timed` says how long each value of a series held. */
  add(resource: Resource, page: readonly RangeSeries[], timed: (series: RangeSeries) => TimedSeries): void {
    for (const chosen of oneScrapeJob(page)) {
      const series = timed(chosen);
      const recorders = this.#recordersOf(series);
      if (recorders === null) continue;
      const { pod = "", id = "" } = series.labels;
      recorders[resource].add(pod, series);
      if (resource === "memory") recorders.growth.add(pod, hashText(id), series);
    }
  }

  /** Pods that no workload of ours owns: static pods of a node, or pods of an operator's own resource. */
  get unownedPods(): number {
    return new Set([...this.#unowned.values()].flatMap((pods) => [...pods.keys()])).size;
  }

  /** Every pod that was seen, owned or not. */
  pods(): ReadonlySet<string> {
    const unowned = [...this.#unowned.values()].flatMap((pods) => [...pods.values()]);
    const owned = [...this.#containers.values()].flatMap(({ cpu, memory }) => [
      ...cpu.spans().keys(),
      ...memory.spans().keys(),
    ]);
    return new Set([...unowned.map(({ pod }) => pod), ...owned]);
  }

  /** Of each container, the pod that started last. */
  newestPods(): readonly string[] {
    return [...this.#containers.values()].flatMap((recorders) => newestPodOf(recorders) ?? []);
  }

  /** In the order of their names, whichever was seen first. `classesIn` tells the pods of DaemonSets apart. */
  finish(classesIn: ClassesIn = nowhere): readonly RecordedContainer[] {
    const sorted = [...this.#containers].sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted.flatMap(([, { target, ownerSource, cpu, memory, growth }]) => {
      const newestPod = newestPodOf({ cpu, memory });
      if (newestPod === null) return [];
      const classOf = classOfPods(target, classesIn);
      return {
        target,
        ownerSource,
        usage: { cpu: cpu.finish(classOf), memory: memory.finish(classOf) },
        growth: growth.finish(),
        pods: [...new Set([...cpu.spans().keys(), ...memory.spans().keys()])],
        newestPod,
      };
    });
  }

  /** What was recorded of one day, for the next pass. Pods are kept apart while the day is open. */
  dayState(
    day: number,
    isOpen: boolean,
    classesIn: ClassesIn = nowhere,
  ): Omit<NamespaceDay, "events" | "nodes"> {
    const containers = [...this.#containers.values()].flatMap((recorders): readonly ContainerDay[] => {
      const { target, ownerSource } = recorders;
      const classOf = classOfPods(target, classesIn);
      const cpu = recorders.cpu.dayState(day, isOpen, classOf);
      const memory = recorders.memory.dayState(day, isOpen, classOf);
      if (cpu === null && memory === null) return [];
      return [{ target, ownerSource, cpu, memory, lives: recorders.growth.livesOn(day) }];
    });
    return { day, containers, unowned: [...(this.#unowned.get(day)?.values() ?? [])] };
  }

  #recordersOf(series: RangeSeries): Recorders | null {
    const { pod, container, cluster } = series.labels;
    if (pod === undefined || container === undefined) return null;
    const owner = this.#ownersIn(cluster).ownerOf(pod);
    if (owner === null) {
      this.#leaveOut(cluster === undefined ? { pod } : { cluster, pod }, series);
      return null;
    }
    const { kind, name, source } = owner;
    const workload = { namespace: this.#namespace, kind, name, container };
    const target = cluster === undefined ? workload : { cluster, ...workload };
    const known = this.#containers.get(containerKey(target));
    if (known !== undefined) {
      known.ownerSource = surer(known.ownerSource, source);
      return known;
    }
    const made = this.#resume([{ day: 0, target, ownerSource: source, cpu: null, memory: null, lives: [] }]);
    this.#containers.set(containerKey(target), made);
    return made;
  }

  #leaveOut(pod: PodRef, { times }: RangeSeries): void {
    for (const day of new Set(times.map((time) => Math.floor(time / daySeconds))))
      this.#unowned.set(day, (this.#unowned.get(day) ?? new Map()).set(podKey(pod), pod));
  }

  #resume(days: KeptDays): Recorders {
    const [{ target }] = days;
    const interval = this.#interval;
    return {
      target,
      ownerSource: days.map(({ ownerSource }) => ownerSource).reduce(surer),
      cpu: new UsageRecorder(
        { interval, startup: runsToAnEnd.has(target.kind) ? 0 : startupSeconds },
        days.flatMap(({ cpu }) => cpu ?? []),
      ),
      // Memory of the start is never left out: what does not fit then is killed.
      memory: new UsageRecorder(
        { interval, startup: 0 },
        days.flatMap(({ memory }) => memory ?? []),
      ),
      growth: new GrowthRecorder(days.map(({ day, lives }) => [day, lives])),
    };
  }
}

const nowhere: ClassesIn = () => noClasses;

/** One template serves nodes of all sizes in a DaemonSet alone: other pods are put where there is room for them. */
function classOfPods({ kind, cluster }: ContainerRef, classesIn: ClassesIn): ClassOf {
  return kind === "DaemonSet" ? classesIn(cluster) : noClasses;
}

type KeptDay = ContainerDay & { readonly day: number };
type KeptDays = readonly [KeptDay, ...KeptDay[]];

function byContainer(days: readonly NamespaceDay[]): ReadonlyMap<string, KeptDays> {
  const found = new Map<string, [KeptDay, ...KeptDay[]]>();
  for (const { day, containers } of days) {
    for (const container of containers) {
      const key = containerKey(container.target);
      const known = found.get(key);
      if (known === undefined) found.set(key, [{ day, ...container }]);
      else known.push({ day, ...container });
    }
  }
  return found;
}

/**
 * Tells whether every pod still belongs to where its usage was recorded. An owner that becomes known only after a pod
 * was seen (a guess by its name may be wrong) makes what was recorded wrong.
 */
export function ownersHold(
  days: readonly NamespaceDay[],
  ownersIn: (cluster: string | undefined) => PodOwners,
): boolean {
  return days.every(({ containers, unowned }) => {
    const isOwned = containers.every(({ target, cpu, memory }) => {
      const owners = ownersIn(target.cluster);
      const isOurs = (pod: string): boolean => {
        const owner = owners.ownerOf(pod);
        return owner !== null && owner.kind === target.kind && owner.name === target.name;
      };
      // Both resources of a container come from the same pods, but for a scrape or two.
      const [pods, others] = [[...(cpu?.spans.keys() ?? [])], [...(memory?.spans.keys() ?? [])]];
      return pods.every(isOurs) && others.every((pod) => cpu?.spans.has(pod) === true || isOurs(pod));
    });
    return isOwned && unowned.every(({ cluster, pod }) => ownersIn(cluster).ownerOf(pod) === null);
  });
}

function newestPodOf({ cpu, memory }: Pick<Recorders, Resource>): string | null {
  return newestOf(memory.spans()) ?? newestOf(cpu.spans());
}

/** The pod that started last, which runs what is rolled out now; `null` without samples. */
function newestOf(spans: ReadonlyMap<string, PodSpan>): string | null {
  let newest: [string, PodSpan] | null = null;
  for (const entry of spans) {
    const later = newest === null ? 1 : entry[1].first - newest[1].first;
    if (newest === null || later > 0 || (later === 0 && entry[0] < newest[0])) newest = entry;
  }
  return newest?.[0] ?? null;
}

const surest: readonly OwnerSource[] = ["kube-state-metrics", "recorded-rule", "pod-name"];

function surer(one: OwnerSource, other: OwnerSource): OwnerSource {
  return surest.indexOf(one) <= surest.indexOf(other) ? one : other;
}

function podKey({ cluster, pod }: PodRef): string {
  return `${cluster ?? ""}/${pod}`;
}
