import type { CountName } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import { groupOf } from "../workload-nodes.ts";

/** A count that an object states, or could state, and where in the object. */
export interface CountField {
  readonly count: CountName;
  readonly path: NodePath;
}

/** Kinds of objects that have counts. */
export type CountedKind = (typeof countedKinds)[number];

const countedKinds = [
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "Rollout",
  "HorizontalPodAutoscaler",
  "ScaledObject",
] as const;

const groups: Readonly<Record<CountedKind, readonly string[]>> = {
  Deployment: ["apps", "extensions"],
  StatefulSet: ["apps"],
  ReplicaSet: ["apps", "extensions"],
  Rollout: ["argoproj.io"],
  HorizontalPodAutoscaler: ["autoscaling"],
  ScaledObject: ["keda.sh"],
};

export function isCountedKind(apiVersion: string, kind: string): kind is CountedKind {
  const counted = countedKinds.find((one) => one === kind);
  return counted !== undefined && groups[counted].includes(groupOf(apiVersion));
}

/**
 * The counts of an object of such a kind: each that its `spec` has or could have, and the targets that are there.
 * `read` gives the text at a path of the object.
 */
export function countFields(
  apiVersion: string,
  kind: CountedKind,
  read: (path: NodePath) => string | null,
): readonly CountField[] {
  const inSpec = (...counts: CountName[]): readonly CountField[] =>
    counts.map((count) => ({ count, path: ["spec", count] }));
  if (kind === "ScaledObject")
    return inSpec("minReplicaCount", "maxReplicaCount", "pollingInterval", "cooldownPeriod");
  if (kind !== "HorizontalPodAutoscaler") return inSpec("replicas");
  if (apiVersion === "autoscaling/v1")
    return inSpec("minReplicas", "maxReplicas", "targetCPUUtilizationPercentage");
  return [...inSpec("minReplicas", "maxReplicas"), ...targetFields(read)];
}

// More metrics than anybody writes.
const mostMetrics = 100;

/** Of two metrics for one resource the API server takes the one that asks for more pods, so that no name tells them apart. */
function targetFields(read: (path: NodePath) => string | null): readonly CountField[] {
  const fields = new Map<CountName, CountField>();
  for (let index = 0; index < mostMetrics; index++) {
    const metric = ["spec", "metrics", index];
    if (read([...metric, "type"]) === null) break;
    const resource = read([...metric, "resource", "name"]);
    if (resource !== "cpu" && resource !== "memory") continue;
    for (const target of ["averageUtilization", "averageValue"] as const) {
      const path = [...metric, "resource", "target", target];
      const count: CountName = `target.${resource}.${target}`;
      if (read(path) !== null && !fields.has(count)) fields.set(count, { count, path });
    }
  }
  return [...fields.values()];
}
