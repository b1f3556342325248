import type { Data } from "../data.ts";
import type { UsedLayer } from "../helm/survey-charts.ts";
import { type ValuesLeaf, type ValuesTree, valueAt } from "../helm/values-tree.ts";
import type { NodePath } from "../node-path.ts";

/** The values of a release as its chart reads them, but for the chart's own; scalars are texts. */
export function mergeValues(layers: readonly UsedLayer[]): Data {
  return merge(layers.map(({ layer }) => layer.tree));
}

// Mappings are merged, anything else replaces what is below it.
function merge(trees: readonly ValuesTree[]): Data {
  const top = trees.at(-1);
  if (top === undefined) return undefined;
  if (top.kind === "leaf") return textOf(top);
  if (top.kind === "list") return top.items.map((item) => merge([item]));
  const below = trees.findLastIndex(({ kind }) => kind !== "map") + 1;
  const children = new Map<string, ValuesTree[]>();
  for (const tree of trees.slice(below)) {
    if (tree.kind !== "map") continue;
    for (const [key, { value }] of tree.entries) children.set(key, [...(children.get(key) ?? []), value]);
  }
  return new Map([...children].map(([key, values]): [string, Data] => [key, merge(values)]));
}

function textOf({ isNull, node }: ValuesLeaf): Data {
  return isNull || node === null ? null : String(node.value);
}

/** The value that wins at a path, and whose it is; `null` where no text has one. */
export function winnerAt(
  layers: readonly UsedLayer[],
  path: NodePath,
): { readonly layer: UsedLayer["layer"]; readonly value: ValuesTree } | null {
  for (const { layer } of layers.toReversed()) {
    const value = valueAt(layer.tree, path);
    if (value !== undefined) return { layer, value };
    if (hides(layer.tree, path)) return null;
  }
  return null;
}

// A list or a scalar on the way takes the place of all that is merged before.
function hides(tree: ValuesTree, path: NodePath): boolean {
  return path.some((_, length) => {
    const above = valueAt(tree, path.slice(0, length));
    return above !== undefined && above.kind !== "map";
  });
}
