import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import { err, ok, type Result } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import type { Found } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";

/**
 * Values with every alias and merge key written out, so that each place is a place of its own: what is behind an
 * anchor is there as often as it is used.
 */
export type ValuesTree =
  | { readonly kind: "map"; readonly node: YAMLMap | null; readonly entries: Map<string, ValuesEntry> }
  | { readonly kind: "list"; readonly items: ValuesTree[] }
  | ValuesLeaf;

interface ValuesEntry {
  /** The key as YAML. */
  readonly key: string;
  value: ValuesTree;
}

export interface ValuesLeaf {
  readonly kind: "leaf";
  /** The value as YAML that fits into a flow collection and is read as the same value. */
  readonly yaml: string;
  readonly isNull: boolean;
  /** `null` for what is not in the file. */
  readonly node: Scalar | null;
  /** The alias or merge key that led here from where the tree begins. */
  readonly through: Found["through"];
}

// Public values files have up to 20,000 places. A few aliases can name a billion.
const mostPlaces = 200_000;

/** Writes a node out. The error is a problem of the file, for people. */
export function expandValues(yaml: YamlText, root: Node | null): Result<ValuesTree, string> {
  const work: Expansion = { yaml, left: mostPlaces };
  const tree = expand(work, root, null, 0);
  return work.left > 0 ? ok(tree) : err("its aliases expand to too many values");
}

interface Expansion {
  readonly yaml: YamlText;
  left: number;
}

const nothing: ValuesLeaf = { kind: "leaf", yaml: "null", isNull: true, node: null, through: null };

function expand(work: Expansion, node: Node | null, through: Found["through"], depth: number): ValuesTree {
  work.left--;
  if (node === null || node === undefined || work.left <= 0) return nothing;
  // An alias inside its own anchor never ends; nothing real is this deep.
  if (depth > 200) {
    work.left = 0;
    return nothing;
  }
  if (isAlias(node)) {
    const at = node.range?.[0] ?? 0;
    return expand(
      work,
      work.yaml.targets.get(node) ?? null,
      { kind: "alias", name: node.source, at },
      depth + 1,
    );
  }
  if (isScalar(node))
    return { kind: "leaf", yaml: scalarYaml(node), isNull: node.value === null, node, through };
  if (isSeq(node)) {
    const items = node.items.map((item) => expand(work, item as Node | null, through, depth + 1));
    return { kind: "list", items };
  }
  return isMap(node) ? expandMap(work, node, through, depth) : nothing;
}

function expandMap(work: Expansion, map: YAMLMap, through: Found["through"], depth: number): ValuesTree {
  const entries = new Map<string, ValuesEntry>();
  for (const { key, value } of map.items) {
    if (!isScalar(key) || key.value === "<<") continue;
    entries.set(String(key.value), {
      key: scalarYaml(key),
      value: expand(work, value as Node | null, through, depth + 1),
    });
  }
  // A key of the mapping itself wins over a merged one, and of several merged mappings the first.
  for (const { key, value } of map.items) {
    if (!isScalar(key) || key.value !== "<<") continue;
    const merge: Found["through"] = { kind: "merge", name: "<<", at: key.range?.[0] ?? 0 };
    for (const source of isSeq(value) ? value.items : [value]) {
      const merged = expand(work, source as Node | null, merge, depth + 1);
      if (merged.kind !== "map") continue;
      for (const [name, entry] of merged.entries)
        if (!entries.has(name)) entries.set(name, { ...entry, value: detoured(entry.value, merge) });
    }
  }
  return { kind: "map", node: map, entries };
}

// What came through a merge key has other readers, even where an alias below it is the nearer detour.
function detoured(tree: ValuesTree, through: Found["through"]): ValuesTree {
  return tree.kind === "leaf" ? { ...tree, through } : tree;
}

// Helm reads plain `yes`, `0777` and `1_000` otherwise than this program, so such a text stays as it is. A text with
// other characters than these is no number, no boolean and no null for anybody, and quotes change nothing.
function scalarYaml(node: Scalar): string {
  const tag = node.tag === undefined ? "" : `!<${node.tag}> `;
  if (node.type === "PLAIN") {
    if (node.value === null) return "null";
    const source = node.source ?? String(node.value);
    if (/^[\w.+~-]+$/.test(source)) return tag + source;
  }
  return tag + JSON.stringify(String(node.value));
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(tree: ValuesTree, path: NodePath): ValuesTree | undefined {
  let at: ValuesTree | undefined = tree;
  for (const key of path) {
    if (at?.kind === "map") at = at.entries.get(String(key))?.value;
    else if (at?.kind === "list" && typeof key === "number") at = at.items[key];
    else return undefined;
  }
  return at;
}

/** Every leaf with its path, in order. */
export function* leavesIn(tree: ValuesTree, path: NodePath = []): Generator<readonly [NodePath, ValuesLeaf]> {
  if (tree.kind === "leaf") yield [path, tree];
  else if (tree.kind === "list") {
    for (const [index, item] of tree.items.entries()) yield* leavesIn(item, [...path, index]);
  } else for (const [key, { value }] of tree.entries) yield* leavesIn(value, [...path, key]);
}

/** Writes the tree with other texts at some paths, of which those that are not there are added; the result is YAML. */
export function writeValues(tree: ValuesTree, texts: readonly (readonly [NodePath, string])[]): string {
  let written = tree;
  for (const [path, yaml] of texts) written = withText(written, path, yaml);
  return `${print(written)}\n`;
}

function withText(tree: ValuesTree, path: NodePath, yaml: string): ValuesTree {
  const [key, ...rest] = path;
  if (key === undefined) return { kind: "leaf", yaml, isNull: false, node: null, through: null };
  if (tree.kind === "list" && typeof key === "number") {
    return {
      kind: "list",
      items: tree.items.map((item, at) => (at === key ? withText(item, rest, yaml) : item)),
    };
  }
  const entries = tree.kind === "map" ? new Map(tree.entries) : new Map<string, ValuesEntry>();
  const name = String(key);
  const old = entries.get(name);
  entries.set(name, {
    key: old?.key ?? JSON.stringify(name),
    value: withText(old?.value ?? nothing, rest, yaml),
  });
  return { kind: "map", node: null, entries };
}

function print(tree: ValuesTree): string {
  if (tree.kind === "leaf") return tree.yaml;
  if (tree.kind === "list") return `[${tree.items.map(print).join(", ")}]`;
  return `{${[...tree.entries.values()].map(({ key, value }) => `${key}: ${print(value)}`).join(", ")}}`;
}
