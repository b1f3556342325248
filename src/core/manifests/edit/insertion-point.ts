import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { keyOf, rangeOf } from "../yaml-nodes.ts";

/** Where the next line of a block collection goes. */
export interface LineGap {
  readonly at: number;
  /** The gap is at the start of a line, so the new lines end with a line break instead of starting with one. */
  readonly atLineStart: boolean;
}

/**
 * Where keys are added to a block mapping: after its last line, unless that is the text of a block scalar at the very end
 * of a file without a line break: one more would become a part of it, so they go before its key.
 */
export function gapIn(text: string, map: YAMLMap): LineGap {
  const last = map.items.at(-1);
  const key = last === undefined ? null : keyOf(last);
  if (key === null || text.endsWith("\n") || !endsInBlockScalar(text, map)) return gapAfter(text, map);
  const start = rangeOf(key)[0];
  const line = text.lastIndexOf("\n", start - 1) + 1;
  return text.slice(line, start).trim() === "" ? { at: line, atLineStart: true } : gapAfter(text, map);
}

function endsInBlockScalar(text: string, node: Node): boolean {
  const last = lastLeaf(node);
  const isBlock = isScalar(last) && (last.type === "BLOCK_LITERAL" || last.type === "BLOCK_FOLDED");
  return isBlock && rangeOf(last)[1] >= text.length;
}

/** The gap after the last line of a block mapping or list, before any comment that follows it. */
export function gapAfter(text: string, node: Node): LineGap {
  const last = lastLeaf(node);
  if (isScalar(last) && (last.type === "BLOCK_LITERAL" || last.type === "BLOCK_FOLDED")) {
    return gapAfterBlockScalar(text, last);
  }
  return { at: endOfLine(text, rangeOf(last)[1]), atLineStart: false };
}

function gapAfterBlockScalar(text: string, scalar: Node): LineGap {
  const [start, end] = rangeOf(scalar);
  const header = text.slice(start, endOfLine(text, start)).split("#")[0] ?? "";
  // `|+` keeps the blank lines that follow; they are part of the value.
  if (header.includes("+"))
    return text[end - 1] === "\n" ? { at: end, atLineStart: true } : { at: end, atLineStart: false };
  const content = text.slice(start, end).trimEnd();
  return { at: endOfLine(text, start + content.length), atLineStart: false };
}

/** Offset of the line break, or of the end of the text. */
export function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at < 0) return text.length;
  return at > from && text[at - 1] === "\r" ? at - 1 : at;
}

function lastLeaf(node: Node): Node {
  if (isMap(node) && node.flow !== true) {
    const pair = node.items.at(-1);
    const value = (pair?.value ?? null) as Node | null;
    if (value !== null) return isScalar(value) && value.source === "" ? (pair?.key as Node) : lastLeaf(value);
    return (pair?.key as Node | undefined) ?? node;
  }
  if (isSeq(node) && node.flow !== true) {
    const item = node.items.at(-1) as Node | null | undefined;
    return item === null || item === undefined ? node : lastLeaf(item);
  }
  return node;
}

/** Column of the keys of a block mapping. */
export function columnOf(text: string, map: YAMLMap): number {
  const key = map.items[0] === undefined ? null : keyOf(map.items[0]);
  const start = key === null ? rangeOf(map)[0] : rangeOf(key)[0];
  const line = text.lastIndexOf("\n", start - 1) + 1;
  return start - line - (text.charCodeAt(line) === 0xfeff ? 1 : 0);
}

/** Offset just behind the colon of a pair. */
export function afterColon(text: string, pair: Pair): number {
  const key = keyOf(pair);
  return key === null ? -1 : text.indexOf(":", rangeOf(key)[1]) + 1;
}

/** Indentation of nested mappings that the document uses most; 2 where it has none. */
export function indentStep(text: string, root: Node | null): number {
  const counts = new Map<number, number>();
  countSteps(text, root, counts);
  let [best, most] = [2, 0];
  for (const [step, count] of counts) if (count > most) [best, most] = [step, count];
  return best;
}

function countSteps(text: string, node: Node | null, counts: Map<number, number>): void {
  if (isSeq(node)) for (const item of node.items) countSteps(text, item as Node | null, counts);
  if (!isMap(node) || node.flow === true) return;
  for (const pair of node.items) {
    const value = pair.value as Node | null;
    if (isMap(value) && value.flow !== true) {
      const step = columnOf(text, value) - columnOf(text, node);
      if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    countSteps(text, value, counts);
  }
}
