import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import type { FieldName } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import type { MapPlace, ScalarSlot } from "../slots.ts";
import type { YamlText } from "../yaml-text.ts";
import type { ValuesLeaf, ValuesTree } from "./values-tree.ts";

/** One text or mapping that values come from: read once, however many environments merge it. */
export interface ValuesLayer {
  readonly kind: "file" | "inline";
  readonly yaml: YamlText;
  readonly document: number;
  readonly tree: ValuesTree;
  readonly places: LayerPlaces;
}

/** Where scalars and mappings stand in the text, where an alias may lead to them from elsewhere. */
export interface LayerPlaces {
  readonly scalars: ReadonlyMap<Scalar, ScalarPlace>;
  /** One object for one mapping: edits of one pull request that meet in it are planned together. */
  readonly maps: ReadonlyMap<YAMLMap, MapPlace>;
  /** The number after the last one that was given. */
  readonly nextId: number;
}

interface ScalarPlace {
  /** Stands for the scalar in all environments. */
  readonly id: number;
  readonly path: NodePath;
}

/** Numbers every scalar and mapping of a document, as they stand in the text. */
export function placesIn(yaml: YamlText, document: number, firstId: number): LayerPlaces {
  const scalars = new Map<Scalar, ScalarPlace>();
  const maps = new Map<YAMLMap, MapPlace>();
  const nextId = (): number => firstId + scalars.size + maps.size;
  const visit = (node: Node | null, path: NodePath): void => {
    if (node === null || node === undefined || isAlias(node)) return;
    if (isScalar(node)) scalars.set(node, { id: nextId(), path });
    else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item as Node | null, [...path, index]);
    } else if (isMap(node)) {
      maps.set(node, { id: nextId(), yaml, document, path, node });
      for (const { key, value } of node.items)
        if (isScalar(key)) visit(value as Node | null, [...path, String(key.value)]);
    }
  };
  visit(yaml.documents[document]?.contents ?? null, []);
  return { scalars, maps, nextId: nextId() };
}

/** The mapping as a place for insertions; `null` where it does not stand in the layer's own text. */
export function mapPlace({ places }: ValuesLayer, node: YAMLMap | null): MapPlace | null {
  return (node === null ? undefined : places.maps.get(node)) ?? null;
}

/** The leaf as what decides a setting; `null` where it stands in no text. */
export function scalarSlot(
  { yaml, document, places }: ValuesLayer,
  { node }: ValuesLeaf,
  setting: FieldName,
): ScalarSlot | null {
  const place = node === null ? undefined : places.scalars.get(node);
  return node === null || place === undefined
    ? null
    : { kind: "scalar", setting, node, yaml, document, ...place };
}
