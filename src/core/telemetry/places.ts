import { type ClassesIn, mergeNodes, type NodeSize, nodeClass, nodeKey } from "./node-classes.ts";
import type { OwnerSeries } from "./owners.ts";

/** How large nodes were, by day since the epoch. */
export type NodesByDay = ReadonlyMap<number, readonly NodeSize[]>;

/** Whether any pod of a DaemonSet is known to run on a node. */
export function hasPlaces({ places }: OwnerSeries): boolean {
  return places.length > 0;
}

/** What is known of the nodes that pods of DaemonSets ran on, from earlier passes and this one. */
export function nodesOfPlaces({ places }: OwnerSeries, known: NodesByDay, fresh: NodesByDay): NodesByDay {
  const wanted = new Set(places.map(({ cluster, node = "" }) => nodeKey(cluster, node)));
  const isWanted = ({ cluster, node }: NodeSize): boolean => wanted.has(nodeKey(cluster, node));
  const days = new Set([...known.keys(), ...fresh.keys()]);
  return new Map(
    [...days].map((day) => [
      day,
      mergeNodes([...(known.get(day) ?? []), ...(fresh.get(day) ?? [])]).filter(isWanted),
    ]),
  );
}

/** Joins pods of DaemonSets to the classes of their nodes. */
export function joinClasses({ places }: OwnerSeries, nodes: NodesByDay): ClassesIn {
  const nodeOf = new Map(
    places.map(({ cluster, pod = "", node = "" }) => [nodeKey(cluster, pod), nodeKey(cluster, node)]),
  );
  const classesOn = new Map(
    [...nodes].map(([day, sizes]) => [
      day,
      new Map(sizes.map((size) => [nodeKey(size.cluster, size.node), nodeClass(size)])),
    ]),
  );
  return (cluster) => (pod, day) => classesOn.get(day)?.get(nodeOf.get(nodeKey(cluster, pod)) ?? "") ?? null;
}
