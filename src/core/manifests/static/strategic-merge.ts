import { labelsAt, withLabels } from "../added-labels.ts";
import type { Survey } from "../survey.ts";
import {
  type ContainerNode,
  containerLists,
  containersOf,
  podSpecPath,
  type WorkloadNode,
} from "../workload-nodes.ts";
import { lookUpPath } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import type { Labels } from "./label-selector.ts";
import { declareContainer, mergeContainer } from "./overlay-container.ts";
import { doubted, type StaticContainer, type StaticObject } from "./static-object.ts";

/** The workload as its manifest declares it. */
export function declareObject(survey: Survey, workload: WorkloadNode): StaticObject {
  return {
    apiVersion: workload.apiVersion,
    kind: workload.kind,
    names: [workload.name],
    namespaces: [workload.namespace],
    labels: metadataOf(workload, "labels"),
    annotations: metadataOf(workload, "annotations"),
    containers: containersOf(workload).map((node) => declare(survey, workload.yaml, node)),
    doubt: null,
  };
}

/** Lays a strategic-merge patch over a workload that it matches. */
export function mergeObject(survey: Survey, object: StaticObject, patch: WorkloadNode): StaticObject {
  if (/\$(?:patch|setElementOrder|deleteFromPrimitiveList|retainKeys)/.test(patch.yaml.text)) {
    return doubted(object, `a patch in ${patch.yaml.file} uses a $patch directive`);
  }
  const mine = containersOf(patch);
  let containers: readonly StaticContainer[] = object.containers;
  for (const list of containerLists) {
    const own = mine.filter((node) => node.list === list);
    const spec = lookUpPath(patch.yaml, patch.root, [...podSpecPath(patch.kind), list]);
    if (spec === undefined) continue;
    if (own.length === 0) return doubted(object, `a patch in ${patch.yaml.file} replaces its ${list}`);
    containers = mergeList(survey, containers, own, list === "initContainers", patch);
  }
  return {
    ...object,
    labels: withLabels(object.labels, metadataOf(patch, "labels")),
    annotations: withLabels(object.annotations, metadataOf(patch, "annotations")),
    containers,
  };
}

function metadataOf({ yaml, root }: WorkloadNode, key: "labels" | "annotations"): Labels {
  return labelsAt(yaml, lookUpPath(yaml, root, ["metadata"])?.node ?? null, key);
}

// Kustomize puts the containers of the patch first, in the patch's order, then the others. For a Rollout it knows no
// merge key, so the list of the patch is all that remains.
function mergeList(
  survey: Survey,
  containers: readonly StaticContainer[],
  patched: readonly ContainerNode[],
  init: boolean,
  { kind, yaml }: WorkloadNode,
): readonly StaticContainer[] {
  const [mine, others] = [
    containers.filter((c) => c.init === init),
    containers.filter((c) => c.init !== init),
  ];
  if (kind === "Rollout") return [...others, ...patched.map((node) => declare(survey, yaml, node))];
  const names = new Set(patched.map(({ name }) => name));
  const merged = patched.map((node) => {
    const base = mine.find(({ name }) => name === node.name);
    return base === undefined
      ? declare(survey, yaml, node)
      : mergeContainer(base, { survey, yaml, node: node.node });
  });
  return [...others, ...merged, ...mine.filter(({ name }) => !names.has(name))];
}

function declare(survey: Survey, yaml: YamlText, node: ContainerNode): StaticContainer {
  return declareContainer({ survey, yaml, node: node.node }, node.name, node.list === "initContainers");
}
