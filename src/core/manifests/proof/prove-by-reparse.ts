import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { type Data, dataAt, loadData } from "../data.ts";
import type { IntendedLeaf } from "../edit/edit-plan.ts";
import { formatPath, type NodePath } from "../node-path.ts";
import { compareLeaves, isEmptied, isEmptyLeaf, type LeafChange, leafIs, leavesOf } from "./leaves.ts";

/**
 * Proves with a second, independent parser that exactly the intended values of one file changed. Returns the paths
 * that changed, for people. Error: `proof-failed` with what is unexpected, or `unsupported-syntax` where the file was
 * not even understood before the edit.
 */
export function proveByReparse(
  before: string,
  after: string,
  intended: readonly IntendedLeaf[],
): Result<readonly string[], Refusal> {
  const [old, now] = [loadData(before), loadData(after)];
  if (!old.ok) return notUnderstood(old.error, intended);
  if (!now.ok) return fail([`the edited file would not parse: ${now.error}`]);
  const changes = compareTexts(old.value, now.value, intended);
  if (changes === null) return fail(["the file is too large to compare"]);
  const expected = new Map(intended.map((leaf) => [JSON.stringify(fullPath(leaf)), leaf.value]));
  const unexpected = changes
    .filter((change) => !isIntended(change, expected))
    .map(({ path }) => describe(path));
  const changed = new Map(changes.map((change) => [JSON.stringify(change.path), change]));
  for (const [path, value] of expected) {
    const change = changed.get(path);
    if (change === undefined)
      unexpected.push(
        `${describe(JSON.parse(path) as NodePath)} ${value === null ? "is still set" : `did not become ${value}`}`,
      );
  }
  return unexpected.length === 0
    ? ok([...expected.keys()].map((path) => describe(JSON.parse(path) as NodePath)))
    : fail(unexpected);
}

function fail(unexpected: readonly string[]): Result<never, Refusal> {
  return err({ code: "proof-failed", proof: "reparse", unexpected });
}

// Parsers differ in how much they forgive: a closing bracket that is not indented, for example.
function notUnderstood(problem: string, [leaf]: readonly IntendedLeaf[]): Result<never, Refusal> {
  if (leaf === undefined) return fail([`the file was not understood by the second parser: ${problem}`]);
  const place = / \((\d+):\d+\)$/.exec(problem);
  const construct = `YAML that a second parser does not accept (${problem.slice(0, place?.index)})`;
  return err({ code: "unsupported-syntax", file: leaf.file, line: Number(place?.[1] ?? 1), construct });
}

// `>` marks the step into a YAML text that is itself a scalar. No mapping of an object has a key like this one.
const inside = "\u0000>";

function fullPath(leaf: IntendedLeaf): NodePath {
  const outer = [leaf.document, ...leaf.path];
  return leaf.inside === null ? outer : [...outer, inside, leaf.inside.document, ...leaf.inside.path];
}

function describe(path: NodePath): string {
  const [document, ...rest] = path;
  const text = formatPath(rest.map((key) => (key === inside ? ">" : key)));
  return document === 0 ? text : `document ${Number(document) + 1}: ${text}`;
}

function compareTexts(
  before: readonly Data[],
  after: readonly Data[],
  intended: readonly IntendedLeaf[],
): readonly LeafChange[] | null {
  const embedded = new Map<string, NodePath>();
  for (const leaf of intended) {
    if (leaf.inside !== null) {
      const outer = [leaf.document, ...leaf.path];
      embedded.set(JSON.stringify(outer), outer);
    }
  }
  const [old, now] = [leavesOf(before), leavesOf(after)];
  if (old === null || now === null) return null;
  const changes: LeafChange[] = [];
  for (const change of compareLeaves(old, now)) {
    const outer = embedded.get(JSON.stringify(change.path));
    const inner = outer === undefined ? [change] : compareEmbedded(before, after, outer);
    if (inner === null) return null;
    changes.push(...inner);
  }
  return changes;
}

function compareEmbedded(
  before: readonly Data[],
  after: readonly Data[],
  path: NodePath,
): readonly LeafChange[] | null {
  const [old, now] = [loadData(String(dataAt(before, path))), loadData(String(dataAt(after, path)))];
  if (!old.ok || !now.ok) return null;
  const [oldLeaves, newLeaves] = [
    leavesOf(old.value, [...path, inside]),
    leavesOf(now.value, [...path, inside]),
  ];
  return oldLeaves === null || newLeaves === null ? null : compareLeaves(oldLeaves, newLeaves);
}

function isIntended(change: LeafChange, expected: ReadonlyMap<string, string | null>): boolean {
  const value = expected.get(JSON.stringify(change.path));
  if (value !== undefined) return leafIs(change.after, value);
  if (isEmptied(change, expected)) return true;
  // An empty value gives way to what is added below it.
  if (change.after !== null || !isEmptyLeaf(change.before)) return false;
  const prefix = JSON.stringify(change.path).slice(0, -1);
  return [...expected.keys()].some((path) => path.startsWith(`${prefix},`));
}
