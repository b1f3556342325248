import { isAlias, isMap, type Node, type YAMLMap } from "yaml";
import {
  boundOf,
  err,
  ok,
  type Refusal,
  type Result,
  resourceOf,
  type SettingName,
} from "../../model/index.ts";
import type { MapPlace, MapSlot } from "../slots.ts";
import { isNull, keyOf, pairOf, rangeOf } from "../yaml-nodes.ts";
import { lineOf } from "../yaml-text.ts";

/** Keys from the slot's mapping down to the setting. */
export function keysBelow(slot: MapSlot, setting: SettingName): readonly string[] {
  const all = ["resources", boundOf(setting), resourceOf(setting)];
  return all.slice({ spec: 0, container: 0, resources: 1, requests: 2, limits: 2 }[slot.level]);
}

/** Whether a value can be added below the mapping, at these keys, by adding keys or filling empty ones. */
export function checkInsertion(slot: MapPlace, keys: readonly string[]): Result<null, Refusal> {
  let map: YAMLMap = slot.node;
  const refuse = (construct: string, at: Node): Result<null, Refusal> =>
    err({
      code: "unsupported-syntax",
      file: slot.yaml.file,
      line: lineOf(slot.yaml, rangeOf(at)[0]),
      construct,
    });
  for (const key of keys) {
    const odd = oddMapping(slot, map);
    if (odd !== null) return refuse(odd, map);
    const pair = pairOf(map, key);
    if (pair === undefined) return ok(null);
    const value = (pair.value ?? null) as Node | null;
    if (isAlias(value)) {
      const line = lineOf(slot.yaml, rangeOf(value)[0]);
      return err({ code: "shared-anchor", file: slot.yaml.file, line, anchor: value.source });
    }
    if (isNull(value))
      return hasProperties(value) ? refuse("an anchor or tag on an empty value", map) : ok(null);
    if (!isMap(value)) return refuse(`a value for ${key} that the environment does not use`, map);
    if (hasProperties(value) && value.items.length === 0)
      return refuse("an anchor or tag on an empty value", map);
    map = value;
  }
  return ok(null);
}

function oddMapping(slot: MapPlace, map: YAMLMap): string | null {
  if (pairOf(map, "<<") !== undefined) return "a YAML merge key";
  const { text } = slot.yaml;
  const [start, end] = rangeOf(map);
  if (map.flow === true) {
    if (slot.yaml.embedding?.verbatim === "single-line" && text.slice(start, end).includes("\n"))
      return "a folded patch";
    return map.items.length === 0 && text.slice(start, end).includes("#")
      ? "a comment inside empty braces"
      : null;
  }
  if (slot.yaml.embedding?.verbatim === "single-line") return "a patch that is written on one line";
  const last = map.items.at(-1);
  return map.items.some((pair) => keyOf(pair) === null) || last === undefined ? "a complex key" : null;
}

function hasProperties(node: Node | null): boolean {
  return node !== null && "anchor" in node && (node.anchor !== undefined || node.tag !== undefined);
}
