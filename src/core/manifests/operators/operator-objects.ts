import { isMap, type Node } from "yaml";
import { dataOf } from "../deployments/node-data.ts";
import { objectsIn } from "../workload-nodes.ts";
import { listAt, stringAt } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { type CustomBlock, customBlocks, isForeign } from "./custom-blocks.ts";
import { isOperatorKind, type OperatorContainer, operatorContainers } from "./operator-containers.ts";

/** A container that comes from a custom resource of a text. */
export interface OperatorNode {
  readonly document: number;
  /** The custom resource. */
  readonly root: Node;
  /** Path of the custom resource in its document. */
  readonly path: readonly (string | number)[];
  readonly made: OperatorContainer;
}

/** The containers that operators make from the custom resources of a text, items of lists included. */
export function operatorNodesIn(yaml: YamlText): readonly OperatorNode[] {
  return yaml.documents.flatMap(({ contents }, document) => {
    if (!/List$/.test(stringAt(yaml, contents, "kind") ?? "")) return nodesOf(yaml, document, [], contents);
    return listAt(yaml, contents, "items").flatMap((item, index) =>
      nodesOf(yaml, document, ["items", index], item),
    );
  });
}

/** A block of a custom resource of a text, of a kind that is not known. */
export interface CustomNode extends Omit<OperatorNode, "made"> {
  readonly made: CustomBlock;
}

/** The blocks of custom resources whose kind is not known, items of lists included. */
export function customNodesIn(yaml: YamlText): readonly CustomNode[] {
  return objectsIn(yaml).flatMap(({ document, path, root, apiVersion, kind }) =>
    isForeign(apiVersion, kind)
      ? customBlocks(dataOf(yaml, root)?.data).map((made) => ({ document, root, path, made }))
      : [],
  );
}

function nodesOf(
  yaml: YamlText,
  document: number,
  path: OperatorNode["path"],
  root: Node | null,
): readonly OperatorNode[] {
  const [apiVersion, kind] = [stringAt(yaml, root, "apiVersion"), stringAt(yaml, root, "kind")];
  if (!isMap(root) || apiVersion === null || kind === null || !isOperatorKind(apiVersion, kind)) return [];
  const read = dataOf(yaml, root);
  return operatorContainers(read?.data).map((made) => ({ document, root, path, made }));
}
