import type { NodePath } from "../node-path.ts";
import type { Override } from "../traced-value.ts";
import { archiveOf } from "./packed-charts.ts";
import type { ChartUse, UsedLayer } from "./survey-charts.ts";
import type { ValueSentinel } from "./value-sentinel.ts";
import { mapPlace } from "./values-layer.ts";
import { type ValuesTree, valueAt } from "./values-tree.ts";

type Layered = Pick<ChartUse, "layers">;

/**
 * Where the value that a sentinel stands for could be given another time, so that the new one wins: in every text that
 * is merged later, or for a value that is not there, in any. The one that is merged last comes first.
 */
export function overridesOf(
  use: Layered,
  { at, leaf }: Pick<ValueSentinel, "at" | "leaf">,
): readonly Override[] {
  if (at.in === "layer" && at.path.some((key) => typeof key === "number")) {
    // A list that is merged later replaces this one, so what is in a list can only be changed where it stands.
    const inPlace = leaf === null ? placeIn(at.layer.tree, at.path) : null;
    const map = inPlace === null ? null : mapPlace(at.layer, inPlace.node);
    return inPlace === null || map === null ? [] : [{ map, keys: inPlace.keys }];
  }
  const path = at.in === "addition" ? at.path : pathOf(use, at.layer, at.path);
  if (path === null) return [];
  const winner = at.in === "layer" ? use.layers.findLastIndex(({ layer }) => layer === at.layer) : -1;
  return use.layers
    .slice(winner + 1)
    .filter(({ layer }) => archiveOf(layer.yaml.file) === null)
    .reverse()
    .flatMap((used) => overrideIn(used, path));
}

// Path in the values of the topmost chart. `null`: the text belongs to a chart that is used several times.
function pathOf(use: Layered, layer: UsedLayer["layer"], path: NodePath): NodePath | null {
  const scopes = use.layers.find((used) => used.layer === layer)?.scopes ?? [];
  const [scope] = scopes;
  return scope === undefined || scopes.length > 1 ? null : [...scope, ...path];
}

function overrideIn({ layer, scopes }: UsedLayer, path: NodePath): readonly Override[] {
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1 || !scope.every((key, index) => key === path[index]))
    return [];
  const map = layer.tree.kind === "map" ? mapPlace(layer, layer.tree.node) : null;
  const keys = path.slice(scope.length).map(String);
  return map === null ? [] : [{ map, keys }];
}

// The mapping below the last list on the way, because insertions go through mappings only.
function placeIn(
  tree: ValuesTree,
  path: NodePath,
): { readonly node: Extract<ValuesTree, { kind: "map" }>["node"]; readonly keys: readonly string[] } | null {
  const start = path.findLastIndex((key) => typeof key === "number") + 1;
  const map = valueAt(tree, path.slice(0, start));
  return map?.kind === "map" ? { node: map.node, keys: path.slice(start).map(String) } : null;
}
