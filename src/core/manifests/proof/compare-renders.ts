import {
  boundOf,
  err,
  ok,
  parseQuantity,
  type Refusal,
  type Result,
  resourceOf,
  sameAmount,
} from "../../model/index.ts";
import { countFields } from "../counts/count-fields.ts";
import { type Data, dataAt, loadData, splitRender, textAt } from "../data.ts";
import type { IntendedField } from "../edit/edit-plan.ts";
import { formatPath, type NodePath } from "../node-path.ts";
import { podSpecPath } from "../workload-nodes.ts";
import { type DeclaredChange, isDeclared } from "./declared-changes.ts";
import { compareLeaves, isEmptied, isEmptyLeaf, type LeafChange, leavesOf } from "./leaves.ts";

/** What may differ between two renders beside what is intended. */
export interface Excused {
  /** A second render before: what differs in it already, such as a random password. */
  readonly again?: string | undefined;
  /** What the edit changes in objects that say how others are deployed. */
  readonly declared?: readonly DeclaredChange[] | undefined;
}

/**
 * Proves that exactly these fields of these objects differ between two renders of one environment; with no fields,
 * that nothing differs. What is excused is not counted. Returns what changed, for people. Error: `proof-failed` with what
 * is unexpected.
 */
export function compareRenders(
  before: string,
  after: string,
  intended: readonly IntendedField[],
  { again = before, declared = [] }: Excused = {},
): Result<readonly string[], Refusal> {
  const [oldTexts, nowTexts] = worthParsing(splitRender(before), splitRender(after), intended);
  const [old, now] = [indexObjects(oldTexts), indexObjects(nowTexts)];
  const twin = again === before ? old : indexObjects(splitRender(again));
  if (!old.ok) return fail([`the render before does not parse: ${old.error}`]);
  if (!now.ok) return fail([`the render after does not parse: ${now.error}`]);
  if (!twin.ok) return fail([`the second render before does not parse: ${twin.error}`]);
  const unexpected: string[] = [];
  const left = new Set(intended);
  for (const key of new Set([...old.value.keys(), ...now.value.keys()])) {
    const [oldText, newText] = [old.value.get(key), now.value.get(key)];
    if (oldText === undefined || newText === undefined) {
      unexpected.push(`${key} ${oldText === undefined ? "appears" : "disappears"}`);
      continue;
    }
    const fields = intended.filter((field) => keyOfField(field) === withoutCount(key));
    if (oldText.text === newText.text && fields.length === 0) continue;
    const restless = again === before ? noPaths : restlessPaths(oldText.data, twin.value.get(key)?.data);
    const isKnown = (change: LeafChange): boolean =>
      restless.has(JSON.stringify(change.path)) || isDeclared(oldText, change, declared);
    compareObject(key, oldText.data, newText.data, { fields, isKnown }, left, unexpected);
  }
  for (const field of left) unexpected.push(`${describe(field)} is not ${field.value ?? "gone"}`);
  return unexpected.length === 0
    ? ok(
        intended.map(
          (field) => `${describe(field)} ${field.value === null ? "is gone" : `= ${field.value}`}`,
        ),
      )
    : fail(unexpected);
}

function fail(unexpected: readonly string[]): Result<never, Refusal> {
  return err({ code: "proof-failed", proof: "render", unexpected });
}

// A render changes in an object or two. What stands before and after them is the same text twice, which no parser needs
// to look at, unless it may be an object in which something was to change.
function worthParsing(
  before: readonly string[],
  after: readonly string[],
  intended: readonly IntendedField[],
): readonly [readonly string[], readonly string[]] {
  const shorter = Math.min(before.length, after.length);
  let first = 0;
  while (first < shorter && before[first] === after[first]) first++;
  let last = 0;
  while (last < shorter - first && before.at(-1 - last) === after.at(-1 - last)) last++;
  const names = [...new Set(intended.map((field) => ownerOf(field).name))];
  const choose = (texts: readonly string[]): readonly string[] =>
    texts.filter(
      (text, index) =>
        (index >= first && index < texts.length - last) || names.some((name) => text.includes(name)),
    );
  return [choose(before), choose(after)];
}

interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly text: string;
  readonly data: Data;
}

function indexObjects(texts: readonly string[]): Result<ReadonlyMap<string, RenderedObject>, string> {
  const objects = new Map<string, RenderedObject>();
  const counts = new Map<string, number>();
  for (const text of texts) {
    const loaded = loadData(text);
    if (!loaded.ok) return loaded;
    for (const data of loaded.value) {
      const name = textAt(data, ["metadata", "name"]) ?? "";
      const namespace = textAt(data, ["metadata", "namespace"]);
      const [apiVersion, kind] = [textAt(data, ["apiVersion"]) ?? "", textAt(data, ["kind"]) ?? ""];
      const key = objectKey(apiVersion, kind, namespace, name);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      objects.set(count === 0 ? key : `${key}#${count}`, { apiVersion, kind, text, data });
    }
  }
  return ok(objects);
}

function objectKey(apiVersion: string, kind: string, namespace: string | null, name: string): string {
  return `${apiVersion} ${kind} ${namespace ?? ""}/${name}`;
}

function withoutCount(key: string): string {
  return key.replace(/#\d+$/, "");
}

function keyOfField(field: IntendedField): string {
  const { kind, name } = ownerOf(field);
  return objectKey(field.apiVersion, kind, field.namespace, name);
}

/** The object that shows the field. */
function ownerOf(field: IntendedField): { readonly kind: string; readonly name: string } {
  return "count" in field ? field : (field.resource ?? field);
}

interface Expected {
  readonly fields: readonly IntendedField[];
  isKnown(change: LeafChange): boolean;
}

function compareObject(
  key: string,
  before: Data,
  after: Data,
  { fields, isKnown }: Expected,
  left: Set<IntendedField>,
  unexpected: string[],
): void {
  const expected = new Map<string, string | null>();
  for (const field of fields) {
    const path = pathOf(field, after);
    if (path === null) continue;
    expected.set(JSON.stringify(path), field.value);
    if (isReached(before, after, path, field.value)) left.delete(field);
  }
  const [old, now] = [leavesOf(before), leavesOf(after)];
  if (old === null || now === null) {
    unexpected.push(`${key} is too large to compare`);
    return;
  }
  for (const change of compareLeaves(old, now)) {
    if (!isIntended(change, expected) && !isSameQuantity(change) && !isKnown(change))
      unexpected.push(`${key} ${formatPath(change.path)}`);
  }
}

const noPaths: ReadonlySet<string> = new Set();

/** Paths whose values are another one at every render. */
function restlessPaths(before: Data, again: Data | undefined): ReadonlySet<string> {
  const [old, now] = [leavesOf(before), again === undefined ? null : leavesOf(again)];
  if (old === null || now === null) return noPaths;
  return new Set(compareLeaves(old, now).map(({ path }) => JSON.stringify(path)));
}

function pathOf(field: IntendedField, object: Data): NodePath | null {
  if ("count" in field) {
    const fields = countFields(field.apiVersion, field.kind, (path) => textAt(object, path));
    return fields.find(({ count }) => count === field.count)?.path ?? null;
  }
  const setting = ["resources", boundOf(field.setting), resourceOf(field.setting)];
  if (field.resource !== undefined) return [...field.resource.at, ...setting];
  const list = [...podSpecPath(field.kind), field.init ? "initContainers" : "containers"];
  const containers = dataAt(object, list);
  if (!Array.isArray(containers)) return null;
  const index = containers.findIndex((container: Data) => textAt(container, ["name"]) === field.container);
  return index < 0 ? null : [...list, index, ...setting];
}

function isReached(before: Data, after: Data, path: NodePath, value: string | null): boolean {
  const now = dataAt(after, path);
  if (value === null) return now === undefined && dataAt(before, path) !== undefined;
  return isAmount(textAt(after, path), value);
}

function isAmount(text: string | null, value: string): boolean {
  const [left, right] = [parseQuantity(text ?? ""), parseQuantity(value)];
  return left.ok && right.ok && sameAmount(left.value, right.value);
}

function isIntended(change: LeafChange, expected: ReadonlyMap<string, string | null>): boolean {
  const key = JSON.stringify(change.path);
  if (expected.has(key) || isEmptied(change, expected)) return true;
  if (change.after !== null || !isEmptyLeaf(change.before)) return false;
  return [...expected.keys()].some((path) => path.startsWith(`${key.slice(0, -1)},`));
}

// A strategic merge may take the quotes of the value that it overrides, so that `0.5` becomes `"0.5"` when the value
// below it changes. The API server reads both as the same quantity.
function isSameQuantity({ path, before, after }: LeafChange): boolean {
  const text = (leaf: string | null): string => (leaf ?? "").replace(/^number:|^"|"$/g, "");
  const isQuantity = path.at(-3) === "resources" && (path.at(-2) === "requests" || path.at(-2) === "limits");
  return isQuantity && before !== null && after !== null && isAmount(text(before), text(after));
}

function describe(field: IntendedField): string {
  const where = field.namespace === null ? "" : `${field.namespace}/`;
  const what = "count" in field ? field.count : `${field.container} ${field.setting}`;
  return `${field.kind} ${where}${field.name} ${what}`;
}
