import {
  type ContainerRef,
  containerKey,
  type OwnerSource,
  type RangeSeries,
  type Resource,
  type Usage,
  type WorkloadKind,
} from "../model/index.ts";
import { oneScrapeJob } from "./duplicate-series.ts";
import { GrowthRecorder } from "./growth-recorder.ts";
import type { PodOwners } from "./owners.ts";
import type { TimedSeries } from "./series-tails.ts";
import { UsageRecorder } from "./usage-recorder.ts";

// How long Kubernetes itself takes CPU for start-up work (kube-controller-manager, cpu-initialization-period).
const startupSeconds = 300;
// What runs to an end does its work from the first second on.
const runsToAnEnd: ReadonlySet<WorkloadKind> = new Set(["Job", "CronJob", "Pod"]);

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
  readonly ownerSource: OwnerSource;
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
  readonly #unowned = new Set<string>();

  /** `interval`: seconds that the first sample of a series counts for. */
  constructor(namespace: string, interval: number, ownersIn: (cluster: string | undefined) => PodOwners) {
    this.#namespace = namespace;
    this.#interval = interval;
    this.#ownersIn = ownersIn;
  }

  /** `timed` says how long each value of a series held. */
  add(
    resource: Resource,
    page: readonly RangeSeries[],
    timed: (series: RangeSeries) => TimedSeries,
  ): void {
    for (const chosen of oneScrapeJob(page)) {
      const recorders = this.#recordersOf(chosen);
      if (recorders === null) continue;
      const series = timed(chosen);
      const pod = series.labels["pod"] ?? "";
      recorders[resource].add(pod, series);
      if (resource === "memory") recorders.growth.add(`${pod}/${series.labels["id"] ?? ""}`, series);
    }
  }

  /** Pods that no workload of ours owns: static pods of a node, or pods of an operator's own resource. */
  get unownedPods(): number {
    return this.#unowned.size;
  }

  finish(): readonly RecordedContainer[] {
    return [...this.#containers.values()].flatMap(({ target, ownerSource, cpu, memory, growth }) => {
      const newestPod = memory.newestPod() ?? cpu.newestPod();
      if (newestPod === null) return [];
      return {
        target,
        ownerSource,
        usage: { cpu: cpu.finish(), memory: memory.finish() },
        growth: growth.finish(),
        pods: [...new Set([...cpu.pods(), ...memory.pods()])],
        newestPod,
      };
    });
  }

  #recordersOf(series: RangeSeries): Recorders | null {
    const { pod, container, cluster } = series.labels;
    if (pod === undefined || container === undefined) return null;
    const owner = this.#ownersIn(cluster).ownerOf(pod);
    if (owner === null) {
      this.#unowned.add(pod);
      return null;
    }
    const { kind, name, source } = owner;
    const workload = { namespace: this.#namespace, kind, name, container };
    const target = cluster === undefined ? workload : { cluster, ...workload };
    const key = containerKey(target);
    const known = this.#containers.get(key);
    if (known !== undefined) return known;
    const made: Recorders = {
      target,
      ownerSource: source,
      cpu: new UsageRecorder({
        interval: this.#interval,
        startup: runsToAnEnd.has(kind) ? 0 : startupSeconds,
      }),
      // Memory of the start is never left out: what does not fit then is killed.
      memory: new UsageRecorder({ interval: this.#interval, startup: 0 }),
      growth: new GrowthRecorder(),
    };
    this.#containers.set(key, made);
    return made;
  }
}
