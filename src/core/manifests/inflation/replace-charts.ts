import { isMap, type Node, type Pair } from "yaml";
import { type Splice, spliceAll } from "../splice.ts";
import { keyOf, pairOf, rangeOf } from "../yaml-nodes.ts";
import { parseYaml } from "../yaml-text.ts";

const chartFields = ["helmCharts", "helmGlobals"] as const;

/**
 * The text of a kustomization with manifests in the place of the charts that it inflates, to render instead of it:
 * they are named under `resources` or, where that is taken, under its older name `bases`, which kustomize reads after it.
 * `null` where the fields cannot be cut out; the text itself where it inflates nothing.
 */
export function replaceCharts(text: string, manifests: readonly string[]): string | null {
  const yaml = parseYaml("", text);
  const root = yaml.ok ? (yaml.value.documents[0]?.contents ?? null) : null;
  if (!isMap(root)) return null;
  const pairs = chartFields.map((field) => pairOf(root, field)).filter((pair) => pair !== undefined);
  if (!pairs.some((pair) => keyOf(pair)?.value === "helmCharts")) return text;
  const list = ["resources", "bases"].find((field) => pairOf(root, field) === undefined);
  // An alias elsewhere may mean an anchor that stands in what is cut out.
  if (list === undefined || root.flow === true || (yaml.ok && yaml.value.aliased.size > 0)) return null;
  const cuts = pairs.map((pair) => cutOf(text, root.items, pair));
  if (cuts.some((cut) => cut === null)) return null;
  const splices = cuts.filter((cut) => cut !== null);
  const [first, ...others] = splices;
  if (first === undefined) return null;
  const named = `${list}: ${JSON.stringify(manifests)}\n`;
  return spliceAll(text, [{ ...first, text: named }, ...others]);
}

// From the key to the key that comes next, or to the end.
function cutOf(text: string, items: readonly Pair[], pair: Pair): Splice | null {
  const key = keyOf(pair);
  if (key === null) return null;
  const [start] = rangeOf(key);
  const next = items[items.indexOf(pair) + 1]?.key as Node | undefined;
  const end = next === undefined ? endOfDocument(text, start) : rangeOf(next)[0];
  return /(?:^|\n)\uFEFF?$/.test(text.slice(0, start)) ? { start, end, text: "" } : null;
}

function endOfDocument(text: string, from: number): number {
  const marker = /^(?:---|\.\.\.)/m.exec(text.slice(from));
  return marker === null ? text.length : from + marker.index;
}
