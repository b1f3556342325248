import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { type CountName, isCountName } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import {
  isJsonPatch,
  type MapSlot,
  operationsOf,
  pointerTokens,
  type ScalarSlot,
  type Slot,
} from "../slots.ts";
import { isNull, lookUp, stringAt } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { isCountedKind } from "./count-fields.ts";

/**
 * Finds the places of a text that could decide a count, in order; ids count up from `firstId`. A number is told by where
 * it stands alone, because the text of an operation does not say what it changes.
 */
export function findCountSlots(yaml: YamlText, firstId: number): readonly Slot[] {
  const slots: Slot[] = [];
  const add: Add = (slot) => slots.push({ ...slot, id: firstId + slots.length, yaml });
  for (const [document, { contents }] of yaml.documents.entries()) {
    if (!isJsonPatch(yaml, contents)) {
      visitObjects(yaml, contents, document, add);
      continue;
    }
    for (const [index, op] of operationsOf(contents).entries()) {
      if (stringAt(yaml, op, "op") === "test" || !isMap(op)) continue;
      const value = op.items.find((pair) => isScalar(pair.key) && pair.key.value === "value")?.value;
      const meaning = pointerTokens(stringAt(yaml, op, "path") ?? "");
      visit((value ?? null) as Node | null, { document, path: [index, "value"], meaning }, add);
    }
  }
  return slots;
}

type Add = (slot: Omit<ScalarSlot, "id" | "yaml"> | Omit<MapSlot, "id" | "yaml">) => void;

interface Spot {
  readonly document: number;
  readonly path: NodePath;
  /** Path that the node has in its object. */
  readonly meaning: NodePath;
}

function visitObjects(yaml: YamlText, root: Node | null, document: number, add: Add): void {
  const kind = stringAt(yaml, root, "kind") ?? "";
  if (!/List$/.test(kind)) visitObject(yaml, root, document, [], add);
  const items = /List$/.test(kind) ? lookUp(yaml, root, "items") : undefined;
  if (items?.through !== null || !isSeq(items.node)) return;
  for (const [index, item] of items.node.items.entries())
    visitObject(yaml, item as Node | null, document, ["items", index], add);
}

function visitObject(yaml: YamlText, root: Node | null, document: number, path: NodePath, add: Add): void {
  if (!isMap(root)) return;
  for (const key of ["spec", "replicas"]) {
    const node = (root.get(key, true) ?? null) as Node | null;
    const spot = { document, path: [...path, key], meaning: [key] };
    if (key === "spec" && isMap(node) && isCounted(yaml, root))
      add({ document, path: spot.path, kind: "map", level: "spec", node });
    visit(node, spot, add);
  }
}

function isCounted(yaml: YamlText, root: Node): boolean {
  return isCountedKind(stringAt(yaml, root, "apiVersion") ?? "", stringAt(yaml, root, "kind") ?? "");
}

function visit(node: Node | null, spot: Spot, add: Add): void {
  if (node === null || node === undefined || isAlias(node) || spot.meaning.length > deepest) return;
  if (isScalar(node)) {
    const setting = countAt(spot.meaning);
    const { document, path } = spot;
    if (setting !== null && !isNull(node)) add({ document, path, kind: "scalar", setting, node });
  } else if (isMap(node)) {
    for (const { key, value } of node.items)
      if (isScalar(key)) visit(value as Node | null, below(spot, String(key.value)), add);
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) visit(item as Node | null, below(spot, index), add);
  }
}

function below({ document, path, meaning }: Spot, key: string | number): Spot {
  return { document, path: [...path, key], meaning: [...meaning, key] };
}

const deepest = ["spec", "metrics", 0, "resource", "target", "averageUtilization"].length;

/** The resource of a target is not known here; a number stands for either. */
function countAt(path: NodePath): CountName | null {
  const [first, second, , source, target, last] = path;
  if (first === "replicas" && path.length === 3) return path[2] === "count" ? "replicas" : null;
  if (first !== "spec") return null;
  if (path.length === 2) return typeof second === "string" && isCountName(second) ? second : null;
  if (path.length !== deepest || second !== "metrics" || source !== "resource" || target !== "target")
    return null;
  if (last === "averageUtilization") return "target.cpu.averageUtilization";
  return last === "averageValue" ? "target.cpu.averageValue" : null;
}

/** An entry of `replicas`, of a kustomization or a deployer, which is applied after the patches of the kustomization. */
export function isReplicasEntry({ path }: ScalarSlot): boolean {
  return path.at(-3) === "replicas" && path.at(-1) === "count";
}
