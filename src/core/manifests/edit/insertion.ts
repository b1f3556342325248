import { isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { lineEndingOf } from "../file-markers.ts";
import type { MapPlace } from "../slots.ts";
import { isNull, keyOf, pairOf, rangeOf } from "../yaml-nodes.ts";
import type { Branch, Style } from "./branch.ts";
import { type Addition, Draft } from "./draft.ts";
import type { Edit } from "./edit.ts";
import { addFlow, appendFlow, jsonKeys } from "./flow-insertion.ts";
import { afterColon, columnOf, endOfLine, gapIn, indentStep } from "./insertion-point.ts";
import { type QuoteStyle, quoteStyleOf, scalarText } from "./scalar-text.ts";

/** A value and the keys that lead to it from the mapping that it is added to. */
export interface Insertion {
  readonly keys: readonly string[];
  readonly addition: Addition;
}

/**
 * Edits of the mapping's text that add the values. `checkInsertion` must have allowed each. `going`: pairs that other
 * edits take out.
 */
export function insertSettings(
  slot: MapPlace,
  insertions: readonly Insertion[],
  going: ReadonlySet<Pair>,
): readonly Edit[] {
  const tree = new Map<string, Branch>();
  for (const { keys, addition } of insertions) grow(tree, keys, addition);
  const { text } = slot.yaml;
  const root = slot.yaml.documents[slot.document]?.contents ?? null;
  const style: Style = {
    text,
    eol: lineEndingOf(text),
    step: indentStep(text, root),
    quotes: slot.isText === true ? "text" : neighbourQuotes(slot.node),
    going,
  };
  const empty = slot.node.flow === true && slot.node.items.length === 0 ? parentPair(slot) : null;
  if (empty !== null) return fill(style, empty.map, empty.pair, tree);
  return addTo(style, slot.node, tree);
}

function grow(tree: Map<string, Branch>, keys: readonly string[], addition: Addition): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree.set(key, addition);
    return;
  }
  const below = tree.get(key);
  const branch = below instanceof Map ? below : new Map<string, Branch>();
  tree.set(key, branch);
  grow(branch, rest, addition);
}

// An empty `{}` becomes a block when what holds it is one.
function parentPair(slot: MapPlace): { readonly map: YAMLMap; readonly pair: Pair } | null {
  const document = slot.yaml.documents[slot.document];
  const parent = document?.getIn(slot.path.slice(0, -1), true);
  const key = slot.path.at(-1);
  if (!isMap(parent) || parent.flow === true || typeof key !== "string") return null;
  const pair = pairOf(parent, key);
  return pair === undefined || pair.value !== slot.node ? null : { map: parent, pair };
}

function addTo(style: Style, map: YAMLMap, tree: ReadonlyMap<string, Branch>): Edit[] {
  const edits: Edit[] = [];
  const fresh = new Map<string, Branch>();
  for (const [key, branch] of tree) {
    const pair = pairOf(map, key);
    if (pair === undefined) fresh.set(key, branch);
    else if (branch instanceof Map && isMap(pair.value) && pair.value.items.length > 0) {
      edits.push(...addTo(style, pair.value, branch));
    } else edits.push(...fill(style, map, pair, branch));
  }
  if (fresh.size > 0)
    edits.push(map.flow === true ? appendFlow(style, map, fresh) : appendBlock(style, map, fresh));
  return edits;
}

// Gives a value to a key that has none, or has `null`, `~` or `{}`.
function fill(style: Style, map: YAMLMap, pair: Pair, branch: Branch): Edit[] {
  const { text } = style;
  const value = (pair.value ?? null) as Node | null;
  const colon = afterColon(text, pair);
  const written = isScalar(value) && value.source === "" ? null : value;
  const end = written === null ? colon : Math.max(colon, rangeOf(written)[1]);
  if (!(branch instanceof Map) || map.flow === true) {
    const draft = new Draft();
    draft.add(" ");
    addFlow(draft, style, branch, jsonKeys(style, map));
    return [draft.edit(colon, end)];
  }
  const gap = endOfLine(text, end);
  const draft = new Draft();
  addLines(draft, style, branch, columnOf(text, map) + style.step, style.eol);
  const clear: Edit[] = end > colon ? [{ start: colon, end, text: "", marks: [] }] : [];
  return [...clear, draft.edit(gap, gap)];
}

function appendBlock(style: Style, map: YAMLMap, fresh: ReadonlyMap<string, Branch>): Edit {
  const gap = gapIn(style.text, map);
  const draft = new Draft();
  const column = columnOf(style.text, map);
  if (gap.atLineStart) {
    addLines(draft, style, fresh, column, "");
    draft.add(style.eol);
  } else addLines(draft, style, fresh, column, style.eol);
  return draft.edit(gap.at, gap.at);
}

// Each line starts with the line break; the first one only where `before` says so.
function addLines(
  draft: Draft,
  style: Style,
  tree: ReadonlyMap<string, Branch>,
  column: number,
  before: string,
): void {
  let lineBreak = before;
  for (const [key, branch] of tree) {
    draft.add(`${lineBreak}${" ".repeat(column)}${key}:`);
    lineBreak = style.eol;
    if (branch instanceof Map) addLines(draft, style, branch, column + style.step, style.eol);
    else {
      draft.add(" ");
      draft.addValue(branch, scalarText(branch.value, style.quotes));
    }
  }
}

// Quantities keep the quotes of the ones beside them.
function neighbourQuotes(node: Node): QuoteStyle {
  if (!isMap(node)) return "plain";
  for (const pair of node.items) {
    const key = keyOf(pair)?.value;
    if (isScalar(pair.value) && (key === "cpu" || key === "memory") && !isNull(pair.value)) {
      return quoteStyleOf(pair.value);
    }
    if (isMap(pair.value) && (key === "requests" || key === "limits" || key === "resources")) {
      const style = neighbourQuotes(pair.value);
      if (style !== "plain") return style;
    }
  }
  return "plain";
}
