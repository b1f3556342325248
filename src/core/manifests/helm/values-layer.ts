import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { NodePath } from "../node-path.ts";
import type { MapPlace } from "../slots.ts";
import type { YamlText } from "../yaml-text.ts";
import type { ValuesTree } from "./values-tree.ts";

/** One text or mapping that values come from: read once, however many environments merge it. */
export interface ValuesLayer {
  readonly kind: "file" | "inline";
  readonly yaml: YamlText;
  readonly document: number;
  readonly tree: ValuesTree;
  /** Where a scalar or mapping is in the file, and the number that stands for it in all environments. */
  readonly places: ReadonlyMap<Node, LayerPlace>;
}

interface LayerPlace {
  readonly id: number;
  /** In the document, where an alias may lead to it from elsewhere. */
  readonly path: NodePath;
}

/** Numbers every scalar and mapping below a node, as they stand in the text. */
export function placesBelow(root: Node | null, start: NodePath, firstId: number): Map<Node, LayerPlace> {
  const places = new Map<Node, LayerPlace>();
  const visit = (node: Node | null, path: NodePath): void => {
    if (node === null || node === undefined || isAlias(node)) return;
    if (isScalar(node) || isMap(node)) places.set(node, { id: firstId + places.size, path });
    if (isSeq(node))
      for (const [index, item] of node.items.entries()) visit(item as Node | null, [...path, index]);
    if (isMap(node))
      for (const { key, value } of node.items)
        if (isScalar(key)) visit(value as Node | null, [...path, String(key.value)]);
  };
  visit(root, start);
  return places;
}

/** The mapping as a place for insertions; `null` where it does not stand in the layer's own text. */
export function mapPlace(layer: ValuesLayer, node: YAMLMap | null): MapPlace | null {
  const place = node === null ? undefined : layer.places.get(node);
  if (node === null || place === undefined) return null;
  // One object for one mapping: edits of one pull request that meet in it are planned together.
  const known = mapPlaces.get(node);
  if (known !== undefined) return known;
  const { yaml, document } = layer;
  const made: MapPlace = { id: place.id, yaml, document, path: place.path, node };
  mapPlaces.set(node, made);
  return made;
}

const mapPlaces = new WeakMap<YAMLMap, MapPlace>();
