import {
  bucketValue,
  type ContainerRef,
  instant,
  type Labels,
  type OwnerSource,
  type Resolution,
  runtimes,
  workloadKinds,
} from "../model/index.ts";
import type { PodContainer } from "./day-events.ts";
import { readDayState, readLife, writeDayState, writeLife } from "./encode-usage.ts";
import type { HistoryHead } from "./history.ts";
import { ownerLabels } from "./known-owners.ts";
import type { ContainerDay, NamespaceDay, PodRef } from "./namespace-day.ts";
import type { NodeSize } from "./node-classes.ts";
import type { OwnerSeries } from "./owners.ts";
import { PartReader } from "./part-reader.ts";
import { PartWriter } from "./part-writer.ts";
import type { PodHeap } from "./pod-heap.ts";
import type { KeptTails, SeriesTail } from "./series-tails.ts";

// The version changes when a reader of an older one would misread the bytes.
const formatVersion = 4;

/** Where a part belongs: bytes that are found elsewhere are not read. */
export interface HistoryPlace {
  readonly source: string;
  readonly namespace: string;
}

export function encodeHead(head: HistoryHead, place: HistoryPlace): Uint8Array {
  const to = new PartWriter();
  to.count(formatVersion).exact(head.readTo).text(head.resolution).count(head.firstDay).count(head.length);
  for (const resource of ["cpu", "memory"] as const)
    to.list(head.tails[resource], ([series, tail]) => writeTail(to.exact(series), tail));
  for (const kind of ["pods", "replicaSets", "jobs", "recorded", "places"] as const)
    to.list(head.owners[kind], (labels) => writeOwner(to, labels, ownerLabels[kind]));
  to.list(head.heapSeries, (labels) => writeLabels(to, labels));
  return to.finish(sealed(place, "head"));
}

/** `null` where the bytes are damaged, of another version, or of another place. */
export function decodeHead(bytes: Uint8Array, place: HistoryPlace): HistoryHead | null {
  return reading(bytes, sealed(place, "head"), (from) => {
    const tails = (): KeptTails => from.list((): [number, SeriesTail] => [from.exact(), readTail(from)]);
    const owners = (kind: keyof OwnerSeries) => from.list(() => readOwner(from, ownerLabels[kind]));
    return {
      readTo: instant(from.exact()),
      resolution: oneOf(resolutions, from.text()),
      firstDay: from.count(),
      length: from.count(),
      tails: { cpu: tails(), memory: tails() },
      owners: {
        pods: owners("pods"),
        replicaSets: owners("replicaSets"),
        jobs: owners("jobs"),
        recorded: owners("recorded"),
        places: owners("places"),
      },
      heapSeries: from.list(() => readLabels(from)),
    };
  });
}

export function encodeDay(day: NamespaceDay, place: HistoryPlace): Uint8Array {
  const to = new PartWriter();
  to.count(formatVersion);
  to.list(day.containers, (container) => writeContainer(to, container));
  to.list(day.unowned, (pod) => writePod(to, pod));
  const { throttling, restarts, kills, heaps } = day.events;
  to.optional(throttling, (all) =>
    to.list(all, (one) => writePodContainer(to, one).exact(one.throttled).exact(one.periods)),
  );
  to.optional(restarts, (all) => to.list(all, (one) => writePodContainer(to, one).exact(one.count)));
  to.optional(kills, (all) => to.list(all, (one) => writePodContainer(to, one)));
  to.optional(heaps, (all) => to.list(all, (one) => writeHeap(to, one)));
  to.list(day.nodes, (node) => writeNode(to, node));
  return to.finish(sealed(place, day.day));
}

/** `null` where the bytes are damaged, of another version, or of another place. */
export function decodeDay(bytes: Uint8Array, day: number, place: HistoryPlace): NamespaceDay | null {
  return reading(bytes, sealed(place, day), (from) => ({
    day,
    containers: from.list(() => readContainer(from, day, place.namespace)),
    unowned: from.list(() => readPod(from)),
    events: {
      throttling: from.optional(() =>
        from.list(() => ({ ...readPodContainer(from), throttled: from.exact(), periods: from.exact() })),
      ),
      restarts: from.optional(() => from.list(() => ({ ...readPodContainer(from), count: from.exact() }))),
      kills: from.optional(() => from.list(() => readPodContainer(from))),
      heaps: from.optional(() => from.list(() => readHeap(from))),
    },
    nodes: from.list(() => readNode(from)),
  }));
}

// Buckets with other bounds would be misread.
const someBucket = 777;

function sealed({ source, namespace }: HistoryPlace, part: "head" | number): string {
  return JSON.stringify([source, namespace, part, bucketValue(someBucket)]);
}

function reading<Part>(bytes: Uint8Array, place: string, read: (from: PartReader) => Part): Part | null {
  try {
    const from = new PartReader(bytes, place);
    if (from.count() !== formatVersion) return null;
    const part = read(from);
    from.end();
    return part;
  } catch {
    // Whatever it is, it is read anew.
    return null;
  }
}

const resolutions: readonly Resolution[] = ["scrape", "five-minutes", "day"];
const ownerSources: readonly OwnerSource[] = ["kube-state-metrics", "recorded-rule", "pod-name"];

function oneOf<Text extends string>(known: readonly Text[], text: string): Text {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new RangeError(`${text} is unknown`);
  return found;
}

function writeContainer(to: PartWriter, { target, ownerSource, cpu, memory, lives }: ContainerDay): void {
  to.optional(target.cluster ?? null, (cluster) => to.text(cluster));
  to.text(target.kind).text(target.name).text(target.container).text(ownerSource);
  to.optional(cpu, (state) => writeDayState(to, state));
  to.optional(memory, (state) => writeDayState(to, state));
  to.list(lives, (life) => writeLife(to, life));
}

function readContainer(from: PartReader, day: number, namespace: string): ContainerDay {
  return {
    target: readTarget(from, namespace),
    ownerSource: oneOf(ownerSources, from.text()),
    cpu: from.optional(() => readDayState(from, day)),
    memory: from.optional(() => readDayState(from, day)),
    lives: from.list(() => readLife(from)),
  };
}

function readTarget(from: PartReader, namespace: string): ContainerRef {
  const cluster = from.optional(() => from.text());
  const kind = oneOf(workloadKinds, from.text());
  const workload = { namespace, kind, name: from.text(), container: from.text() };
  return cluster === null ? workload : { cluster, ...workload };
}

function writePod(to: PartWriter, { cluster, pod }: PodRef): PartWriter {
  return to.optional(cluster ?? null, (name) => to.text(name)).text(pod);
}

function readPod(from: PartReader): PodRef {
  const cluster = from.optional(() => from.text());
  const pod = from.text();
  return cluster === null ? { pod } : { cluster, pod };
}

function writePodContainer(to: PartWriter, one: PodContainer): PartWriter {
  return writePod(to, one).text(one.container);
}

function readPodContainer(from: PartReader): PodContainer {
  return { ...readPod(from), container: from.text() };
}

function writeHeap(to: PartWriter, heap: PodHeap): void {
  writePod(to, heap)
    .optional(heap.container ?? null, (name) => to.text(name))
    .text(heap.runtime);
  for (const fact of heapFacts) to.optional(heap[fact], (value) => to.exact(value));
}

function readHeap(from: PartReader): PodHeap {
  const pod = readPod(from);
  const container = from.optional(() => from.text());
  const runtime = oneOf(runtimes, from.text());
  const fact = (): number | null => from.optional(() => from.exact());
  const facts = { most: fact(), taken: fact(), counted: fact(), beyond: fact(), live: fact() };
  return { ...pod, ...(container === null ? {} : { container }), runtime, ...facts };
}

const heapFacts = ["most", "taken", "counted", "beyond", "live"] as const;

function writeNode(to: PartWriter, { cluster, node, type, cores, bytes }: NodeSize): void {
  to.optional(cluster ?? null, (name) => to.text(name))
    .text(node)
    .optional(type, (text) => to.text(text))
    .optional(cores, (amount) => to.exact(amount))
    .optional(bytes, (amount) => to.exact(amount));
}

function readNode(from: PartReader): NodeSize {
  const cluster = from.optional(() => from.text());
  const size = {
    node: from.text(),
    type: from.optional(() => from.text()),
    cores: from.optional(() => from.exact()),
    bytes: from.optional(() => from.exact()),
  };
  return cluster === null ? size : { cluster, ...size };
}

function writeTail(to: PartWriter, { time, value, began }: SeriesTail): void {
  to.exact(time).exact(value);
  to.optional(began, (at) => to.exact(at));
}

function readTail(from: PartReader): SeriesTail {
  return { time: from.exact(), value: from.exact(), began: from.optional(() => from.exact()) };
}

type OwnerLabels = (typeof ownerLabels)[keyof OwnerSeries];

function writeOwner(to: PartWriter, labels: Labels, names: OwnerLabels): void {
  to.optional(labels["cluster"] ?? null, (cluster) => to.text(cluster));
  for (const name of names) to.text(labels[name] ?? "");
}

function readOwner(from: PartReader, [name, kind, owner]: OwnerLabels): Labels {
  const cluster = from.optional(() => from.text());
  const labels = { [name]: from.text(), [kind]: from.text(), [owner]: from.text() };
  return cluster === null ? labels : { cluster, ...labels };
}

function writeLabels(to: PartWriter, labels: Labels): void {
  to.list(Object.entries(labels), ([name, value]) => to.text(name).text(value));
}

function readLabels(from: PartReader): Labels {
  return Object.fromEntries(from.list((): [string, string] => [from.text(), from.text()]));
}
