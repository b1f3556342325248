import type { NodePath } from "../../node-path.ts";
import { type DeclaredObject, entriesAt, fieldAt, itemsAt, placesOf, textsAt } from "../declared-object.ts";
import type { KustomizeOptions, ReplicaOption } from "../deployment.ts";
import { componentsAt, patchesIn } from "../kustomize-lists.ts";
import type { Doubts } from "../reading.ts";

/** The `kustomize` block of a source of an Application. */
export function readKustomizeBlock(
  doubts: Doubts,
  object: DeclaredObject,
  source: NodePath,
  directory: string,
): KustomizeOptions {
  const { data } = object;
  const at = [...source, "kustomize"];
  return {
    kustomization: "file",
    namespace: fieldAt(data, [...at, "namespace"]),
    namePrefix: fieldAt(data, [...at, "namePrefix"]) ?? "",
    nameSuffix: fieldAt(data, [...at, "nameSuffix"]) ?? "",
    components: componentsAt(doubts, object, [...at, "components"], directory),
    ...patchesIn(object, at),
    images: textsAt(data, [...at, "images"]),
    replicas: replicasAt(object, [...at, "replicas"]),
    labels: new Map(entriesAt(data, [...at, "commonLabels"])),
    annotations: new Map(entriesAt(data, [...at, "commonAnnotations"])),
  };
}

function replicasAt(object: DeclaredObject, at: NodePath): readonly ReplicaOption[] {
  return itemsAt(object.data, at).flatMap((item, index): readonly ReplicaOption[] => {
    const name = fieldAt(item, ["name"]);
    const count = placesOf(object, [...at, index, "count"]).at(-1);
    return name === null || count === undefined ? [] : [{ name, count }];
  });
}
