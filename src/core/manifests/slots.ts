import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import { type Bound, type FieldName, type SettingName, settingNames } from "../model/index.ts";
import type { NodePath } from "./node-path.ts";
import { isNull, stringAt } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** A place in a text that could decide a setting or a count: its value, or a mapping that a missing one could be added to. */
export type Slot = ScalarSlot | MapSlot;

export interface ScalarSlot extends SlotBase {
  readonly kind: "scalar";
  readonly setting: FieldName;
  readonly node: Scalar;
}

export interface MapSlot extends MapPlace {
  readonly kind: "map";
  /** `spec`: of an object that has counts. */
  readonly level: MapLevel | "spec";
}

/** A mapping that keys can be added to. */
export interface MapPlace extends SlotBase {
  readonly node: YAMLMap;
}

/** Which mapping of a container it is: the container itself, its `resources`, or one of the two below. */
export type MapLevel = "container" | "resources" | Bound;

interface SlotBase {
  readonly id: number;
  readonly yaml: YamlText;
  readonly document: number;
  /** Path of the node in its document. */
  readonly path: NodePath;
  /** Only texts may stand there: a number has to be quoted. */
  readonly isText?: true;
}

/** Finds the slots of a text in order; ids count up from `firstId`. */
export function findSlots(yaml: YamlText, firstId: number): readonly Slot[] {
  const slots: Slot[] = [];
  const found: Collector = { yaml, slots, firstId };
  for (const [document, { contents }] of yaml.documents.entries()) {
    if (isJsonPatch(yaml, contents)) {
      for (const [index, op] of operationsOf(contents).entries()) {
        // A `test` operation only compares: changing its value would make it fail.
        if (stringAt(yaml, op, "op") === "test") continue;
        const prefix = pointerTokens(stringAt(yaml, op, "path") ?? "");
        const value = isMap(op)
          ? op.items.find((pair) => isScalar(pair.key) && pair.key.value === "value")
          : undefined;
        if (value !== undefined) {
          visit(value.value as Node | null, { document, path: [index, "value"], meaning: prefix }, found);
        }
      }
    } else visit(contents, { document, path: [], meaning: [] }, found);
  }
  return slots;
}

/** A JSON6902 patch: a list of operations. */
export function isJsonPatch(yaml: YamlText, root: Node | null): boolean {
  const first = isSeq(root) ? (root.items[0] as Node | null) : null;
  return isMap(first) && stringAt(yaml, first, "op") !== null && stringAt(yaml, first, "path") !== null;
}

export function operationsOf(root: Node | null): readonly (Node | null)[] {
  return isSeq(root) ? (root.items as (Node | null)[]) : [];
}

/** Tokens of a JSON pointer, with indexes as numbers. */
export function pointerTokens(pointer: string): NodePath {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replace(/~1/g, "/").replace(/~0/g, "~"))
    .map((token) => (/^\d{1,6}$/.test(token) ? Number(token) : token));
}

interface Collector {
  readonly yaml: YamlText;
  readonly slots: Slot[];
  readonly firstId: number;
}

interface Spot {
  readonly document: number;
  readonly path: NodePath;
  /** Path that the node has in the object; differs from `path` inside a JSON6902 operation. */
  readonly meaning: NodePath;
}

function visit(node: Node | null, spot: Spot, found: Collector): void {
  if (node === null || isAlias(node)) return;
  const base = {
    id: found.firstId + found.slots.length,
    yaml: found.yaml,
    document: spot.document,
    path: spot.path,
  };
  if (isScalar(node)) {
    const setting = settingAt(spot.meaning);
    if (setting !== null && !isNull(node)) found.slots.push({ ...base, kind: "scalar", setting, node });
    return;
  }
  if (isMap(node)) {
    const level = levelAt(spot.meaning);
    if (level !== null) found.slots.push({ ...base, kind: "map", level, node });
    for (const pair of node.items) {
      if (isScalar(pair.key)) visit(pair.value as Node | null, below(spot, String(pair.key.value)), found);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) visit(item as Node | null, below(spot, index), found);
  }
}

function below(spot: Spot, key: string | number): Spot {
  return { document: spot.document, path: [...spot.path, key], meaning: [...spot.meaning, key] };
}

/** Whether the value at a path is an amount of a container. */
export function isSettingPath(path: NodePath): boolean {
  return settingAt(path) !== null;
}

function settingAt(path: NodePath): SettingName | null {
  if (path.at(-3) !== "resources") return null;
  const name = `${path.at(-2)}.${path.at(-1)}`;
  return settingNames.find((setting) => setting === name) ?? null;
}

function levelAt(path: NodePath): MapLevel | null {
  const [above, last] = [path.at(-2), path.at(-1)];
  if (above === "containers" || above === "initContainers") {
    return typeof last === "number" || last === "-" ? "container" : null;
  }
  if (last === "resources") return "resources";
  return above === "resources" && (last === "requests" || last === "limits") ? last : null;
}
