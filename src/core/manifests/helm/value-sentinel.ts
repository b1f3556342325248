import type { NodePath } from "../node-path.ts";
import type { ValueRole } from "./value-role.ts";
import type { ValuesLayer } from "./values-layer.ts";
import type { ValuesLeaf } from "./values-tree.ts";

/** A unique text that stands in the place of one value while the chart is rendered. */
export interface ValueSentinel {
  readonly at: PlantedAt;
  readonly role: ValueRole;
  /** As a render shows it. */
  readonly text: string;
  /** As it is written into the values. */
  readonly yaml: string;
  /** The value in whose place it stands; `null`: no values have one here. */
  readonly leaf: ValuesLeaf | null;
}

export type PlantedAt =
  | { readonly in: "layer"; readonly layer: ValuesLayer; readonly path: NodePath }
  /** In values of its own that are merged last; the path is one of the topmost chart's values. */
  | { readonly in: "addition"; readonly path: NodePath };

/**
 * How the texts look. A `quantity` is one that nobody writes (700000001m), which no literal of a template equals. A
 * `lookalike` keeps number, unit and quotes of the value that it replaces, for templates and schemas that look at it.
 */
export type SentinelStyle = "quantity" | "lookalike";

/** Tells places apart, whatever sentinel stands in them. */
export function placeKey(at: PlantedAt): string {
  if (at.in === "addition") return JSON.stringify(at.path);
  const { yaml, document } = at.layer;
  return JSON.stringify([yaml.file, yaml.embedding?.path ?? null, document, at.path]);
}

/** Sentinels of values that are there, each alone; those of one block of resources that could be there, together. */
export function groupByBlock(sentinels: readonly ValueSentinel[]): readonly (readonly ValueSentinel[])[] {
  const groups = new Map<string, ValueSentinel[]>();
  for (const sentinel of sentinels) {
    const { at, leaf } = sentinel;
    const key = placeKey(leaf === null ? { ...at, path: at.path.slice(0, -2) } : at);
    groups.set(key, [...(groups.get(key) ?? []), sentinel]);
  }
  return [...groups.values()];
}
