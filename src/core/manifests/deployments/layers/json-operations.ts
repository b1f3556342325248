import { isSeq } from "yaml";
import type { Data } from "../../data.ts";
import type { YamlText } from "../../yaml-text.ts";
import { fieldAt } from "../declared-object.ts";
import { dataOf } from "../node-data.ts";

/** Operations of a JSON patch (RFC 6902). */
export type Operations = readonly Operation[];

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: Data;
}

/** The operations of a text; `null` when it is no list, so no such patch. */
export function readOperations(yaml: YamlText): Operations | null {
  const root = yaml.documents[0]?.contents ?? null;
  if (!isSeq(root)) return null;
  const items = dataOf(yaml, root)?.data;
  return (Array.isArray(items) ? (items as readonly Data[]) : []).map((item) => ({
    op: fieldAt(item, ["op"]) ?? "",
    path: fieldAt(item, ["path"]) ?? "",
    value: item instanceof Map ? (item.get("value") as Data) : undefined,
  }));
}

/** Applies what it can of `add`, `replace`, `remove` and `test`; the rest is left out, and said so. */
export function applyOperations(
  data: Data,
  operations: Operations,
): { readonly data: Data; readonly isComplete: boolean } {
  let at = data;
  let isComplete = true;
  for (const operation of operations) {
    if (operation.op === "test") continue;
    const keys = operation.path
      .split("/")
      .slice(1)
      .map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
    const isKnown = ["add", "replace", "remove"].includes(operation.op) && keys.length > 0;
    const next = isKnown ? changed(at, keys, operation) : null;
    if (next === null) isComplete = false;
    else at = next.data;
  }
  return { data: at, isComplete };
}

function changed(at: Data, keys: readonly string[], operation: Operation): { readonly data: Data } | null {
  const [key = "", ...rest] = keys;
  if (at instanceof Map) {
    const copy = new Map<unknown, Data>(at);
    if (rest.length === 0) {
      if (operation.op === "remove") copy.delete(key);
      else copy.set(key, operation.value);
      return { data: copy };
    }
    const below = changed(copy.get(key), rest, operation);
    if (below === null) return null;
    copy.set(key, below.data);
    return { data: copy };
  }
  return Array.isArray(at) ? changedItem(at as readonly Data[], key, rest, operation) : null;
}

function changedItem(
  list: readonly Data[],
  key: string,
  rest: readonly string[],
  operation: Operation,
): { readonly data: Data } | null {
  const isAppended = key === "-" && operation.op === "add" && rest.length === 0;
  const index = isAppended ? list.length : /^\d{1,6}$/.test(key) ? Number(key) : -1;
  const exists = index >= 0 && index < list.length;
  if (!exists && !(operation.op === "add" && rest.length === 0 && index === list.length)) return null;
  if (rest.length > 0) {
    const below = changed(list[index], rest, operation);
    return below === null ? null : { data: list.toSpliced(index, 1, below.data) };
  }
  if (operation.op === "remove") return { data: list.toSpliced(index, 1) };
  return { data: list.toSpliced(index, operation.op === "add" ? 0 : 1, operation.value) };
}
