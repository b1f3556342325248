import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Data } from "../data.ts";
import { follow } from "../yaml-nodes.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";

// An Application with everything in it has some hundreds; aliases of aliases could make billions out of a few lines.
const mostNodes = 50_000;

/** What a node says, with aliases and merge keys followed; `null` where that would be more than is read. */
export function dataOf(yaml: YamlText, node: Node | null): { readonly data: Data } | null {
  const left = { nodes: mostNodes };
  const data = convert(yaml, node, 0, left);
  return left.nodes < 0 ? null : { data };
}

/**
 * The first document of a text; `null` where it cannot be read. It is a tree, whose size the text bounds: with aliases
 * kept as such, a few lines could make every later walk endless.
 */
export function parseData(file: string, text: string): Data | null {
  const yaml = parseYaml(file, text);
  if (!yaml.ok) return null;
  return dataOf(yaml.value, yaml.value.documents[0]?.contents ?? null)?.data ?? null;
}

function convert(yaml: YamlText, raw: Node | null, depth: number, left: { nodes: number }): Data {
  // Aliases can also go in circles, which only the depth ends.
  if (--left.nodes < 0 || depth > 200) {
    left.nodes = -1;
    return null;
  }
  const { node } = follow(yaml, raw);
  if (isScalar(node)) return scalarOf(node.value);
  if (isSeq(node)) return node.items.map((item) => convert(yaml, item as Node | null, depth + 1, left));
  if (!isMap(node)) return null;
  const own = new Map<string, Data>();
  const merged = new Map<string, Data>();
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const data = convert(yaml, value as Node | null, depth + 1, left);
    if (key.value !== "<<") own.set(String(key.value), data);
    else for (const [name, item] of mergedEntries(data)) if (!merged.has(name)) merged.set(name, item);
  }
  return new Map([...merged, ...own]);
}

function mergedEntries(data: Data): readonly (readonly [string, Data])[] {
  const sources = Array.isArray(data) ? (data as readonly Data[]) : [data];
  return sources.flatMap((source) =>
    source instanceof Map ? [...source].map(([key, value]): [string, Data] => [String(key), value]) : [],
  );
}

function scalarOf(value: unknown): Data {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
