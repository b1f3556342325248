import {
  type ChangeRecord,
  type Instant,
  instant,
  type Labels,
  parseQuantity,
  type RecordedSetting,
  toNumber,
  type WorkloadRef,
} from "../core/model/index.ts";
import { answersTo, askAfterMerge, joinOwnersByCluster, readOwners } from "../core/telemetry/index.ts";
import type { ValuesSeen } from "../core/verify/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { isTarget } from "./followed-change.ts";

/** What pods of some namespaces showed since a moment. */
export interface Rollout {
  /** `null`: not a pod of a workload, as far as is known. */
  ownerOf(labels: Labels): WorkloadRef | null;
  /** Of a ReplicaSet. */
  ownerOfReplicaSet(labels: Labels): string | null;
  /** `null`: the source shows no requests and limits at all. */
  valuesOf(record: ChangeRecord): readonly ValuesSeen[] | null;
  /** Pods that run now. */
  podsOf(record: ChangeRecord): number;
}

// Moments that are looked at. A scrape a minute is usual; two moments in a row are two scrapes.
const mostMoments = 30;
const leastStepSeconds = 60;

/** Two questions, whatever the number of changes. Throws a PortError where the source fails. */
export async function readRollout(
  source: MetricsSource,
  namespaces: readonly string[],
  since: Instant,
  now: Instant,
): Promise<Rollout> {
  const stepSeconds = Math.max(leastStepSeconds, Math.ceil((now - since) / 1000 / mostMoments));
  // The newest moment is now.
  const steps = Math.floor((now - since) / 1000 / stepSeconds);
  const window = { from: instant(now - steps * stepSeconds * 1000), to: instant(now + 1) };
  const ask = askAfterMerge(namespaces, window);
  const owners = readOwners(await source.series(ask.owners, window));
  const join = joinOwnersByCluster(owners);
  const replicaSets = new Map(owners.replicaSets.map((one) => [replicaSetKey(one), one["owner_name"] ?? ""]));
  const seen = new Seen();
  const pages = source.range({ promql: ask.values, window, stepSeconds, expectedSeries: 2000 });
  for await (const page of pages) {
    for (const { labels, times, values } of page) {
      for (const [at, time] of times.entries()) seen.add(labels, time, values[at] ?? Number.NaN);
    }
  }
  const ownerOf = ({ cluster, namespace = "", pod = "" }: Labels): WorkloadRef | null => {
    const owner = join(cluster).ownerOf(pod);
    if (owner === null) return null;
    const { kind, name } = owner;
    return { ...(cluster === undefined ? {} : { cluster }), namespace, kind, name };
  };
  return {
    ownerOf,
    ownerOfReplicaSet: (labels) => replicaSets.get(replicaSetKey(labels)) ?? null,
    valuesOf: (record) => (seen.hasValues ? seen.moments.map((one) => valuesAt(one, record, ownerOf)) : null),
    podsOf: (record) => {
      const last = seen.moments.at(-1);
      return last === undefined ? 0 : valuesAt(last, record, ownerOf).pods;
    },
  };
}

function replicaSetKey({ cluster = "", namespace = "", replicaset = "" }: Labels): string {
  return `${cluster}/${namespace}/${replicaset}`;
}

interface Moment {
  readonly at: Instant;
  readonly running: Map<string, Labels>;
  readonly values: Map<string, number>;
}

class Seen {
  hasValues = false;
  readonly #moments = new Map<number, Moment>();

  get moments(): readonly Moment[] {
    return [...this.#moments.values()].sort((left, right) => left.at - right.at);
  }

  add(labels: Labels, time: number, value: number): void {
    const moment = this.#momentAt(time);
    const sample = [{ labels, value }];
    if (answersTo(sample, "running").length > 0) moment.running.set(podKey(labels), labels);
    for (const bound of ["requests", "limits"] as const) {
      if (answersTo(sample, bound).length === 0) continue;
      this.hasValues = true;
      const { container = "", resource = "" } = labels;
      moment.values.set(valueKey(labels, container, `${bound}.${resource}`), value);
    }
  }

  #momentAt(time: number): Moment {
    const known = this.#moments.get(time);
    if (known !== undefined) return known;
    const made = { at: instant(time * 1000), running: new Map(), values: new Map() };
    this.#moments.set(time, made);
    return made;
  }
}

function podKey({ cluster = "", namespace = "", pod = "" }: Labels): string {
  return `${cluster}/${namespace}/${pod}`;
}

function valueKey(labels: Labels, container: string, setting: string): string {
  return JSON.stringify([podKey(labels), container, setting]);
}

/** A pod counts for the settings of its workload; one of a workload that the change does not touch does not count. */
function valuesAt(moment: Moment, record: ChangeRecord, ownerOf: Rollout["ownerOf"]): ValuesSeen {
  let [pods, showing] = [0, 0];
  for (const labels of moment.running.values()) {
    const owner = ownerOf(labels);
    const settings =
      owner === null ? [] : record.settings.filter((setting) => isTarget(record, setting, owner));
    if (settings.length === 0) continue;
    pods += 1;
    if (settings.every((setting) => shows(moment, labels, setting))) showing += 1;
  }
  return { at: moment.at, pods, showing };
}

function shows({ values }: Moment, pod: Labels, { container, setting, to }: RecordedSetting): boolean {
  const value = values.get(valueKey(pod, container, setting));
  if (to === null) return value === undefined;
  const wanted = parseQuantity(to);
  if (!wanted.ok || value === undefined) return false;
  const amount = toNumber(wanted.value);
  // kube-state-metrics exports doubles.
  return Math.abs(value - amount) <= 1e-9 * Math.max(1, amount);
}
