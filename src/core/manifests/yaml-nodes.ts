import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import type { NodePath } from "./node-path.ts";
import type { YamlText } from "./yaml-text.ts";

/** A value found under a key, and how it came there. */
export interface Found {
  readonly node: Node | null;
  /** Name of the anchor or merge key that the way to the value led through; `null` for a direct value. */
  readonly through: { readonly kind: "alias" | "merge"; readonly name: string; readonly at: number } | null;
}

/** The pair of a key written in this mapping itself. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The value of a key, through aliases and merge keys. `undefined` when the key is nowhere. */
export function lookUp(
  yaml: YamlText,
  node: Node | null,
  key: string | number,
  depth = 0,
): Found | undefined {
  if (depth > 20 || node === null) return undefined;
  if (isSeq(node)) {
    const item = typeof key === "number" ? (node.items[key] as Node | undefined) : undefined;
    return item === undefined ? undefined : follow(yaml, item);
  }
  if (!isMap(node)) return undefined;
  const own = pairOf(node, String(key));
  if (own !== undefined) return follow(yaml, (own.value ?? null) as Node | null);
  const merged = pairOf(node, "<<");
  if (merged === undefined) return undefined;
  return lookUpMerged(yaml, merged, String(key), depth);
}

function lookUpMerged(yaml: YamlText, merge: Pair, key: string, depth: number): Found | undefined {
  const source = follow(yaml, (merge.value ?? null) as Node | null).node;
  const sources = isSeq(source) ? source.items.map((item) => follow(yaml, item as Node).node) : [source];
  for (const candidate of sources) {
    const found = lookUp(yaml, candidate, key, depth + 1);
    if (found !== undefined) {
      const at = (merge.key as Node).range?.[0] ?? 0;
      return { node: found.node, through: { kind: "merge", name: "<<", at } };
    }
  }
  return undefined;
}

/** The node itself, or what an alias stands for. */
export function follow(yaml: YamlText, node: Node | null): Found {
  if (!isAlias(node)) return { node, through: null };
  const target = yaml.targets.get(node) ?? null;
  return {
    node: isAlias(target) ? null : target,
    through: { kind: "alias", name: node.source, at: node.range?.[0] ?? 0 },
  };
}

/** Walks down; the last alias or merge key on the way is reported. */
export function lookUpPath(yaml: YamlText, start: Node | null, path: NodePath): Found | undefined {
  let found: Found = { node: start, through: null };
  for (const key of path) {
    const next = lookUp(yaml, found.node, key);
    if (next === undefined) return undefined;
    found = { node: next.node, through: next.through ?? found.through };
  }
  return found;
}

/** A scalar as it was written, without quotes; `null` for null, collections and nothing. */
export function textOf(node: Node | null | undefined): string | null {
  if (!isScalar(node) || isNull(node)) return null;
  return node.type === "PLAIN" ? (node.source ?? String(node.value)) : String(node.value);
}

export function isNull(node: Node | null | undefined): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Text of the value under a key. */
export function stringAt(yaml: YamlText, node: Node | null, key: string): string | null {
  return textOf(lookUp(yaml, node, key)?.node);
}

/** Items of the list under a key, with aliases followed; empty when it is no list. */
export function listAt(yaml: YamlText, node: Node | null, key: string): readonly (Node | null)[] {
  const list = lookUp(yaml, node, key)?.node;
  return isSeq(list) ? list.items.map((item) => follow(yaml, item as Node | null).node) : [];
}

export function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (range === null || range === undefined) throw new Error("a parsed node has a range");
  return [range[0], range[1]];
}

export function keyOf(pair: Pair): Scalar | null {
  return isScalar(pair.key) ? pair.key : null;
}
