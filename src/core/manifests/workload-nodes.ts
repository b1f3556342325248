import { isMap, type Node } from "yaml";
import { isWorkloadKind, type WorkloadKind } from "../model/index.ts";
import type { NodePath } from "./node-path.ts";
import { follow, listAt, lookUp, lookUpPath, stringAt } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** A workload written in a text: a manifest or a strategic-merge patch. */
export interface WorkloadNode extends ObjectNode {
  readonly kind: WorkloadKind;
}

/** An object of any kind that is written in a text. */
export interface ObjectNode {
  readonly yaml: YamlText;
  readonly document: number;
  /** Path of the object in its document; not empty for an item of a `List`. */
  readonly path: NodePath;
  readonly root: Node;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** The workloads of a text, with the items of lists. */
export function workloadsIn(yaml: YamlText): readonly WorkloadNode[] {
  return objectsIn(yaml).flatMap((object) => {
    const { apiVersion, kind } = object;
    return isWorkloadOf(apiVersion, kind) ? [{ ...object, kind }] : [];
  });
}

/** The objects of a text, with the items of lists. */
export function objectsIn(yaml: YamlText): readonly ObjectNode[] {
  return yaml.documents.flatMap(({ contents }, document) => {
    const kind = stringAt(yaml, contents, "kind");
    if (kind !== null && /List$/.test(kind)) {
      return listAt(yaml, contents, "items").flatMap((item, index) =>
        objectOf(yaml, document, ["items", index], item),
      );
    }
    return objectOf(yaml, document, [], contents);
  });
}

function objectOf(yaml: YamlText, document: number, path: NodePath, root: Node | null): ObjectNode[] {
  const kind = stringAt(yaml, root, "kind");
  const apiVersion = stringAt(yaml, root, "apiVersion");
  const metadata = lookUp(yaml, root, "metadata")?.node ?? null;
  const name = stringAt(yaml, metadata, "name");
  if (!isMap(root) || kind === null || apiVersion === null || name === null) return [];
  const namespace = stringAt(yaml, metadata, "namespace");
  return [{ yaml, document, path, root, apiVersion, kind, name, namespace }];
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

const groups: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Deployment: ["apps", "extensions"],
  StatefulSet: ["apps"],
  DaemonSet: ["apps", "extensions"],
  ReplicaSet: ["apps", "extensions"],
  CronJob: ["batch"],
  Job: ["batch"],
  Rollout: ["argoproj.io"],
  Pod: [""],
};

/** Whether an object of this version and kind owns pods the way this program knows. */
export function isWorkloadOf(apiVersion: string, kind: string): kind is WorkloadKind {
  return isWorkloadKind(kind) && groups[kind].includes(groupOf(apiVersion));
}

/** Where the pod's spec is in a workload. */
export function podSpecPath(kind: WorkloadKind): NodePath {
  if (kind === "Pod") return ["spec"];
  if (kind === "CronJob") return ["spec", "jobTemplate", "spec", "template", "spec"];
  return ["spec", "template", "spec"];
}

/** A container that a workload text mentions. */
export interface ContainerNode {
  readonly list: ContainerList;
  readonly index: number;
  readonly name: string;
  readonly node: Node | null;
  readonly hasImage: boolean;
}

export const containerLists = ["containers", "initContainers"] as const;

export type ContainerList = (typeof containerLists)[number];

export function containersOf(workload: WorkloadNode): readonly ContainerNode[] {
  const { yaml, root, kind } = workload;
  const spec = lookUpPath(yaml, root, podSpecPath(kind))?.node ?? null;
  return containerLists.flatMap((list) =>
    listAt(yaml, spec, list).flatMap((item, index): ContainerNode[] => {
      const node = follow(yaml, item).node;
      const name = stringAt(yaml, node, "name");
      return name === null
        ? []
        : [{ list, index, name, node, hasImage: stringAt(yaml, node, "image") !== null }];
    }),
  );
}
