import { type Histogram, mergeHistograms, type NodeClassUsage } from "../model/index.ts";

/** The class of the node that a pod ran on; `null` where nothing is known of it. */
export type ClassOfPod = (pod: string) => string | null;

// Far more than clusters have; where every node is of a class of its own, classes say nothing.
export const mostClasses = 64;

/** Adds up the pods on nodes of each class, ordered by name, unknown nodes last; empty where no class is known. */
export function classUsage(
  pods: ReadonlyMap<string, Histogram>,
  classOf: ClassOfPod,
): readonly NodeClassUsage[] {
  const byClass = new Map<string | null, Histogram[]>();
  for (const [pod, histogram] of pods) {
    if (histogram.samples === 0) continue;
    const name = classOf(pod);
    const known = byClass.get(name);
    if (known === undefined) byClass.set(name, [histogram]);
    else known.push(histogram);
  }
  const unknown = byClass.get(null) ?? [];
  byClass.delete(null);
  if (byClass.size === 0 || byClass.size > mostClasses) return [];
  const named = [...byClass].sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));
  return [...named, ...(unknown.length === 0 ? [] : [[null, unknown] as const])].map(([name, parts]) => ({
    name,
    all: mergeHistograms(parts),
  }));
}
