import { isMap, type Node, type Pair, type YAMLMap } from "yaml";
import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import type { ScalarSlot } from "../slots.ts";
import { keyOf, pairOf, rangeOf } from "../yaml-nodes.ts";
import { lineOf } from "../yaml-text.ts";
import type { Addition } from "./draft.ts";
import type { Edit } from "./edit.ts";
import { afterColon, endOfLine } from "./insertion-point.ts";

/** The pair that goes: the setting's own, or the one that holds it where nothing else is left in there. */
interface Leaving {
  /** What it goes from, with the pair that holds it; `null` where that is the root. */
  readonly map: YAMLMap;
  readonly above: Pair | null;
  readonly pair: Pair;
}

/** Whether the setting's key can be taken out without touching anything else. */
export function checkRemoval(slot: ScalarSlot): Result<null, Refusal> {
  const leaving = leavingOf(slot);
  const construct = leaving === null ? "a complex key" : oddity(slot, leaving);
  if (construct === null) return ok(null);
  const line = lineOf(slot.yaml, rangeOf(slot.node)[0]);
  return err({ code: "unsupported-syntax", file: slot.yaml.file, line, construct });
}

/**
 * Edits of the slot's text that take its key out, with its line and what is written behind it; comments on lines of
 * their own stay. A `limits` or `requests` that would be left empty goes as a whole. `grows`: something is added beside it, so that a
 * mapping above needs no `{}`. `checkRemoval` must have allowed it.
 */
export function removeSetting(slot: ScalarSlot, addition: Addition, grows: boolean): readonly Edit[] {
  const leaving = leavingOf(slot);
  if (leaving === null) return [];
  const marks = [{ setting: addition.setting, container: addition.container, at: 0 }];
  const { map, above } = leaving;
  const isLast = map.items.length === 1 && !grows;
  const [start, end] = map.flow === true ? flowSpan(leaving, isLast) : lineSpan(slot, leaving);
  const edit: Edit = { start, end, text: "", marks };
  if (map.flow === true || !isLast || above === null) return [edit];
  const colon = afterColon(slot.yaml.text, above);
  return [{ start: colon, end: colon, text: " {}", marks: [] }, edit];
}

/** The pairs that go; what is added beside them does not count on them. */
export function goingPairs(slots: readonly ScalarSlot[]): ReadonlySet<Pair> {
  return new Set(slots.flatMap((slot) => leavingOf(slot)?.pair ?? []));
}

function leavingOf({ yaml, document, path }: ScalarSlot): Leaving | null {
  const root = yaml.documents[document];
  const at = (depth: number): { readonly map: YAMLMap; readonly pair: Pair } | null => {
    const map = root?.getIn(path.slice(0, path.length - depth), true);
    const key = path[path.length - depth];
    const pair = isMap(map) && typeof key === "string" ? pairOf(map, key) : undefined;
    return isMap(map) && pair !== undefined ? { map, pair } : null;
  };
  const [own, bound, resources] = [at(1), at(2), at(3)];
  if (own === null) return null;
  if (own.map.items.length > 1 || bound === null || !isBound(path.at(-2)))
    return { ...own, above: bound?.pair ?? null };
  return { ...bound, above: resources?.pair ?? null };
}

function isBound(key: string | number | undefined): boolean {
  return key === "requests" || key === "limits";
}

function oddity({ yaml, path, document, node }: ScalarSlot, { map, pair }: Leaving): string | null {
  const { text } = yaml;
  const own = yaml.documents[document]?.getIn(path.slice(0, -1), true);
  if (pairOf(map, "<<") !== undefined || (isMap(own) && pairOf(own, "<<") !== undefined))
    return "a YAML merge key";
  if (map.flow === true) {
    const [start, end] = rangeOf(map);
    if (yaml.embedding?.verbatim === "single-line" && text.slice(start, end).includes("\n"))
      return "a folded patch";
    return text.slice(start, end).includes("#") ? "a comment inside braces" : null;
  }
  const key = keyOf(pair);
  if (key === null) return "a complex key";
  const line = startOfLine(text, rangeOf(key)[0]);
  const isAlone = line > 0 && /^ *$/.test(text.slice(line, rangeOf(key)[0]));
  return isAlone && rangeOf(node)[0] > rangeOf(key)[0] ? null : "a key that shares its line";
}

/** From the end of the line before to the end of its own: what is added below goes behind it. */
function lineSpan({ yaml: { text }, node }: ScalarSlot, { pair }: Leaving): readonly [number, number] {
  const key = keyOf(pair);
  const value = pair.value as Node | null;
  const last = isMap(value) && value.flow === true ? value : node;
  const line = startOfLine(text, key === null ? rangeOf(node)[0] : rangeOf(key)[0]);
  const before = text[line - 2] === "\r" ? line - 2 : line - 1;
  return [before, endOfLine(text, rangeOf(last)[1])];
}

function flowSpan({ map, pair }: Leaving, isLast: boolean): readonly [number, number] {
  const index = map.items.indexOf(pair);
  const start = startOf(pair);
  if (isLast) return [rangeOf(map)[0] + 1, rangeOf(map)[1] - 1];
  const next = map.items[index + 1];
  if (next !== undefined) return [start, startOf(next)];
  const previous = map.items[index - 1];
  return [previous === undefined ? start : endOf(previous), endOf(pair)];
}

function startOf(pair: Pair): number {
  const key = keyOf(pair);
  return key === null ? 0 : rangeOf(key)[0];
}

function endOf(pair: Pair): number {
  const node = (pair.value ?? pair.key ?? null) as Node | null;
  return node === null ? 0 : rangeOf(node)[1];
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}
