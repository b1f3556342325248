import type { Node, YAMLMap } from "yaml";
import { keyOf, rangeOf } from "../yaml-nodes.ts";
import type { Branch, Style } from "./branch.ts";
import { Draft } from "./draft.ts";
import type { Edit } from "./edit.ts";
import { jsonScalarText, scalarText } from "./scalar-text.ts";

/** Adds pairs after the last one of `{a: 1}`; a trailing comma stays where it is. */
export function appendFlow(style: Style, map: YAMLMap, fresh: ReadonlyMap<string, Branch>): Edit {
  const last = map.items.at(-1);
  const json = jsonKeys(style, map);
  const draft = new Draft();
  const value = (last?.value ?? last?.key ?? null) as Node | null;
  const at = value === null ? rangeOf(map)[0] + 1 : rangeOf(value)[1];
  if (map.items.some((pair) => !style.going.has(pair))) draft.add(", ");
  addPairs(draft, style, fresh, json);
  return draft.edit(at, at);
}

/** Writes a value inside braces. */
export function addFlow(draft: Draft, style: Style, branch: Branch, json: boolean): void {
  if (branch instanceof Map) {
    draft.add("{");
    addPairs(draft, style, branch, json);
    draft.add("}");
  } else {
    const isJson = json && style.quotes !== "text";
    const quotes = json && style.quotes === "text" ? "double" : style.quotes;
    draft.addValue(branch, isJson ? jsonScalarText(branch.value) : scalarText(branch.value, quotes));
  }
}

function addPairs(draft: Draft, style: Style, tree: ReadonlyMap<string, Branch>, json: boolean): void {
  let separator = "";
  for (const [key, branch] of tree) {
    draft.add(`${separator}${json ? JSON.stringify(key) : key}: `);
    separator = ", ";
    addFlow(draft, style, branch, json);
  }
}

/** The mapping is written like JSON. */
export function jsonKeys(style: Style, map: YAMLMap): boolean {
  const key = map.items[0] === undefined ? null : keyOf(map.items[0]);
  return key !== null && style.text[rangeOf(key)[0]] === '"';
}
