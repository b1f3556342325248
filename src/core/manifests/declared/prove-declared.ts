import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { compareLeaves, leafIs, leavesOf } from "../proof/leaves.ts";
import type { FoundValue } from "./format.ts";
import type { DeclaredFile } from "./open-declared.ts";

interface Wanted {
  readonly after: string;
  readonly value: string;
}

/**
 * Proves that a text differs from an opened file in one value only: every byte around it is the same, the format's reader
 * finds the new value at the path, and all data, read by a second parser where the format has one, differ in that leaf.
 * Returns a sentence for people; the error has the code `proof-failed`.
 */
export function proveDeclared(
  { file, format, whole, mark }: DeclaredFile,
  found: FoundValue & { readonly path: string },
  { after, value }: Wanted,
): Result<string, Refusal> {
  const tail = whole.slice(found.end + mark.length);
  if (!after.startsWith(whole.slice(0, found.start + mark.length)) || !after.endsWith(tail))
    return fail("bytes outside the value");
  const again = format.find({ file, text: after.slice(mark.length) }, found.path);
  if (!again.ok || !isValue(again.value, value) || again.value.start !== found.start)
    return fail(`${found.path} did not become ${value}`);
  const [old, now] = [format.read(whole.slice(mark.length)), format.read(after.slice(mark.length))];
  if (!old.ok) return notUnderstood(file, format.name, old.error);
  if (!now.ok) return fail(`the edited file would not parse: ${now.error}`);
  const [before, leaves] = [leavesOf(old.value), leavesOf(now.value)];
  if (before === null || leaves === null) return fail("the file is too large to compare");
  const place = JSON.stringify(found.at);
  const changes = compareLeaves(before, leaves);
  const unexpected = changes.filter(
    ({ path, after: leaf }) => JSON.stringify(path) !== place || !isLeaf(leaf, value, again.value.quote),
  );
  if (changes.length !== 1 || unexpected.length > 0)
    return fail(unexpected[0]?.path.join(".") ?? `${found.path} did not become ${value}`);
  const who = format.hasSecondParser
    ? `A second ${format.name} parser`
    : `Read again, the ${format.name} parser`;
  return ok(`${who} sees 1 value changed in ${file}, and nothing else.`);
}

// A float of TOML keeps its point: 3 becomes 3.0.
function isValue({ type, text }: FoundValue, value: string): boolean {
  return type === "number" ? Number(text) === Number(value) : text === value;
}

// Formats of lines that have no second parser give the quotes with the value, so that none comes or goes unseen.
function isLeaf(leaf: string | null, value: string, quote: string): boolean {
  return leafIs(leaf, value) || leafIs(leaf, `${quote}${value}`);
}

function fail(unexpected: string): Result<never, Refusal> {
  return err({ code: "proof-failed", proof: "reparse", unexpected: [unexpected] });
}

// Parsers differ in how much they forgive.
function notUnderstood(file: string, format: string, problem: string): Result<never, Refusal> {
  const construct = `${format} that a second parser does not accept (${problem.slice(0, 120)})`;
  return err({ code: "unsupported-syntax", file, line: 1, construct });
}
