import { type HeapUsage, type InstantSample, type Labels, type Runtime, runtimes } from "../model/index.ts";
import { runtimeIn } from "./heap-questions.ts";
import { answersTo } from "./together.ts";

/**
 * What the metrics of one runtime in one container of a pod showed, in bytes. `null`: no answer, or not exported; all of
 * it where it is only known that there is such a runtime.
 */
export interface PodHeap extends HeapFacts {
  readonly cluster?: string;
  readonly pod: string;
  /** Left out where neither the exporter nor the pod's containers tell whose it is. */
  readonly container?: string;
  readonly runtime: Runtime;
}

interface HeapFacts {
  readonly most: number | null;
  readonly taken: number | null;
  /** What the JVM counts itself outside its heap. */
  readonly counted: number | null;
  /** What the working set held at the same moment beyond what the runtime has taken. */
  readonly beyond: number | null;
  readonly live: number | null;
}

const nothing: HeapFacts = { most: null, taken: null, counted: null, beyond: null, live: null };

/** Which runtimes there are, from the labels of their series. */
export function heapsSeen(series: readonly Labels[]): readonly PodHeap[] {
  return series.flatMap((labels) => {
    const runtime = runtimeIn(labels);
    return runtime === null ? [] : [{ ...identityOf(labels), runtime, ...nothing }];
  });
}

/** What one answer to `askHeaps` says of one namespace. */
export function readHeaps(samples: readonly InstantSample[]): readonly PodHeap[] {
  return runtimes.flatMap((runtime) => {
    const facts = (["most", "taken", "counted", "beyond", "live"] as const).flatMap((fact) =>
      answersTo(samples, `${runtime}.${fact}`).map(
        ({ labels, value }): PodHeap => ({
          ...identityOf(labels),
          runtime,
          ...nothing,
          [fact]: finite(value),
        }),
      ),
    );
    const owners = ownersOf(answersTo(samples, `${runtime}.beyondPod`));
    return mergeHeaps([
      facts.map((heap) => {
        const owner = heap.container === undefined ? owners.get(podKey(heap)) : undefined;
        return owner === undefined ? heap : { ...heap, container: owner.container, beyond: owner.beyond };
      }),
    ]);
  });
}

/**
 * Puts answers together, the newest first: peaks stay, and how large a heap may grow is what the newest says. A heap
 * whose container is known by one answer is known by all.
 */
export function mergeHeaps(answers: readonly (readonly PodHeap[])[]): readonly PodHeap[] {
  const merged = new Map<string, PodHeap>();
  for (const heap of answers.flat()) {
    const key = `${podKey(heap)}/${heap.runtime}/${heap.container ?? ""}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? heap : { ...known, ...mergeFacts(known, heap) });
  }
  const all = [...merged.values()];
  const ofPod = (heap: PodHeap): string => `${podKey(heap)}/${heap.runtime}`;
  const named = new Set(all.filter(({ container }) => container !== undefined).map(ofPod));
  return all.filter((heap) => heap.container !== undefined || !named.has(ofPod(heap)));
}

/** Whether a runtime shows in a container, and what its metrics say. */
export interface HeapState {
  runs(runtime: Runtime, pods: readonly string[], container: string): boolean;
  usageOf(pods: readonly string[], newestPod: string, container: string): HeapUsage | null;
}

/** Takes the heaps of one namespace of one cluster. */
export function heapStateOf(heaps: readonly PodHeap[]): HeapState {
  const byPod = groupBy(heaps, ({ pod }) => pod);
  const inPods = (pods: readonly string[]): readonly PodHeap[] => pods.flatMap((pod) => byPod.get(pod) ?? []);
  return {
    // Whose it is may not be known; then it is held against every container of the pod.
    runs: (runtime, pods, container) =>
      inPods(pods).some((heap) => heap.runtime === runtime && (heap.container ?? container) === container),
    usageOf: (pods, newestPod, container) => {
      const own = inPods(pods).filter((heap) => heap.container === container);
      // An agent of another runtime inside a JVM changes nothing about the heap that counts.
      const runtime = runtimes.find((one) => own.some((heap) => heap.runtime === one && heap.taken !== null));
      return runtime === undefined
        ? null
        : usageIn(
            own.filter((heap) => heap.runtime === runtime),
            newestPod,
          );
    },
  };
}

function usageIn(heaps: readonly PodHeap[], newestPod: string): HeapUsage | null {
  const [first] = heaps;
  const taken = highest(heaps.map((heap) => heap.taken));
  const beyond = highest(heaps.flatMap((heap) => [heap.counted, heap.beyond]));
  if (first === undefined || taken === null || beyond === null) return null;
  const newest = heaps.filter(({ pod }) => pod === newestPod);
  const { runtime } = first;
  return {
    runtime,
    most: highest((newest.length > 0 ? newest : heaps).map((heap) => heap.most)),
    taken,
    // Memory that is taken, but was never touched, is not in the working set.
    beyond: Math.max(0, beyond),
    live: highest(heaps.map((heap) => heap.live)),
  };
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function mergeFacts(newer: HeapFacts, older: HeapFacts): HeapFacts {
  return {
    most: newer.most ?? older.most,
    taken: highest([newer.taken, older.taken]),
    counted: highest([newer.counted, older.counted]),
    beyond: highest([newer.beyond, older.beyond]),
    live: highest([newer.live, older.live]),
  };
}

/** The one container of each pod whose working set could hold the heap, where there is one only. */
function ownersOf(
  beyondPod: readonly InstantSample[],
): ReadonlyMap<string, { readonly container: string; readonly beyond: number }> {
  const able = beyondPod.filter(({ value }) => value >= 0);
  return new Map(
    [...groupBy(able, ({ labels }) => podKey(identityOf(labels)))].flatMap(([pod, samples]) => {
      const [first, ...others] = samples;
      const container = first?.labels["container"];
      if (first === undefined || container === undefined || others.length > 0) return [];
      return [[pod, { container, beyond: first.value }] as const];
    }),
  );
}

function identityOf({
  cluster,
  pod = "",
  container = "",
}: Labels): Omit<PodHeap, "runtime" | keyof HeapFacts> {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    pod,
    ...(container === "" ? {} : { container }),
  };
}

function podKey({ cluster, pod }: Pick<PodHeap, "cluster" | "pod">): string {
  return `${cluster ?? ""}/${pod}`;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
