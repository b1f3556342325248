import type { NodePath } from "../node-path.ts";
import type { ChartUse } from "./survey-charts.ts";
import type { ValueSentinel } from "./value-sentinel.ts";
import type { ValuesLayer } from "./values-layer.ts";
import { type ValuesTree, writeValues } from "./values-tree.ts";

/** A chart's values with sentinels in them, to render instead of the originals. Nobody but a renderer may read them. */
export interface PlantedValues {
  /** New texts of files, by path. */
  readonly overlay: ReadonlyMap<string, string>;
  /** Files and texts to merge in this order after the chart's own. */
  readonly values: readonly (
    | { readonly from: "file"; readonly path: string }
    | { readonly from: "text"; readonly text: string }
  )[];
}

/** Plants sentinels; with none, these are the values as they are. */
export function plantInValues(use: ChartUse, sentinels: readonly ValueSentinel[]): PlantedValues {
  const byLayer = new Map<ValuesLayer, (readonly [NodePath, string])[]>();
  const added: (readonly [NodePath, string])[] = [];
  for (const { at, yaml } of sentinels) {
    if (at.in === "addition") added.push([at.path, yaml]);
    else byLayer.set(at.layer, [...(byLayer.get(at.layer) ?? []), [at.path, yaml]]);
  }
  const overlay = new Map<string, string>();
  for (const [layer, texts] of byLayer)
    if (layer.kind === "file") overlay.set(layer.yaml.file, writeValues(layer.tree, texts));
  const values: PlantedValues["values"][number][] = use.layers
    .filter(({ isDefault }) => !isDefault)
    .map(({ layer }) =>
      layer.kind === "file"
        ? { from: "file", path: layer.yaml.file }
        : { from: "text", text: writeValues(layer.tree, byLayer.get(layer) ?? []) },
    );
  if (added.length > 0) values.push({ from: "text", text: writeValues(empty, added) });
  return { overlay, values };
}

const empty: ValuesTree = { kind: "map", node: null, entries: new Map() };
