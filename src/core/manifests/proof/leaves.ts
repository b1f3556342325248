import type { Data } from "../data.ts";

/** Every leaf of the data: path (as JSON) to a text that also tells its type. Empty collections are leaves. */
export type Leaves = ReadonlyMap<string, string>;

// A hostile file can name a billion leaves with a few aliases; no manifest has this many.
const mostLeaves = 500_000;

/** Lists the leaves, each use of an alias on its own. `null` when there are too many to compare. */
export function leavesOf(data: Data, root: readonly (string | number)[] = []): Leaves | null {
  const leaves = new Map<string, string>();
  return collect(data, [...root], leaves) ? leaves : null;
}

function collect(data: Data, path: (string | number)[], leaves: Map<string, string>): boolean {
  if (leaves.size > mostLeaves || path.length > 200) return false;
  const entries = entriesOf(data);
  if (entries === null || entries.length === 0) {
    leaves.set(JSON.stringify(path), entries === null ? scalar(data) : data instanceof Map ? "{}" : "[]");
    return true;
  }
  return entries.every(([key, value]) => {
    path.push(key);
    const fits = collect(value, path, leaves);
    path.pop();
    return fits;
  });
}

function entriesOf(data: Data): readonly (readonly [string | number, Data])[] | null {
  if (Array.isArray(data)) return data.map((item, index) => [index, item as Data] as const);
  return data instanceof Map ? [...data].map(([key, value]) => [String(key), value as Data] as const) : null;
}

function scalar(data: Data): string {
  return typeof data === "string" ? JSON.stringify(data) : `${typeof data}:${String(data)}`;
}

/** A leaf that is there in one of two texts only, or differs. */
export interface LeafChange {
  readonly path: readonly (string | number)[];
  readonly before: string | null;
  readonly after: string | null;
}

export function compareLeaves(before: Leaves, after: Leaves): readonly LeafChange[] {
  const changes: LeafChange[] = [];
  const add = (path: string): void => {
    const [old, now] = [before.get(path) ?? null, after.get(path) ?? null];
    if (old !== now) changes.push({ path: JSON.parse(path) as (string | number)[], before: old, after: now });
  };
  for (const path of before.keys()) add(path);
  for (const path of after.keys()) if (!before.has(path)) add(path);
  return changes;
}

/** Whether the leaf reads as this text, be it a string, a number or a boolean; `null`: it is null, or there is none. */
export function leafIs(leaf: string | null, text: string | null): boolean {
  if (text === null) return leaf === null || leaf === "object:null";
  const spellings = [JSON.stringify(text), `number:${Number(text)}`, `bigint:${text}`, `boolean:${text}`];
  return leaf !== null && spellings.includes(leaf);
}

/** An empty value: what an insertion below it replaces. */
export function isEmptyLeaf(leaf: string | null): boolean {
  return leaf === "object:null" || leaf === "undefined:undefined" || leaf === "{}" || leaf === "[]";
}

/** A mapping whose last value below it was taken out on purpose. */
export function isEmptied(change: LeafChange, expected: ReadonlyMap<string, string | null>): boolean {
  if (change.before !== null || change.after !== "{}") return false;
  const prefix = JSON.stringify(change.path).slice(0, -1);
  return [...expected].some(([path, value]) => value === null && path.startsWith(`${prefix},`));
}
