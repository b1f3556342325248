import {
  err,
  type FileChange,
  type Location,
  ok,
  type Refusal,
  type RepositoryFiles,
  type Result,
} from "../../model/index.ts";
import { isSettingPath } from "../slots.ts";
import { spliceAll } from "../splice.ts";
import type { FoundValue } from "./format.ts";
import { type DeclaredFile, openDeclared } from "./open-declared.ts";
import { proveDeclared } from "./prove-declared.ts";
import { lineAt, type SourceText } from "./source-text.ts";
import { checkFits, kindOf, type ValueKind } from "./value-kind.ts";
import { whatIsThere } from "./what-is-there.ts";

/** Where a value is that a person names by file and path: `cache.ttl`, `servers[0]."a.b"`, a key of a flat file. */
export interface ValueAddress {
  readonly file: string;
  readonly path: string;
}

/** A value as it is declared today. */
export interface DeclaredValue {
  readonly location: Location;
  /** Without quotes and escapes. */
  readonly text: string;
  readonly kind: ValueKind;
  /** Name of the file's format. */
  readonly format: string;
}

/** What becomes of a value. */
export interface DeclaredChange {
  readonly before: DeclaredValue;
  /** `null`: it is that already. */
  readonly change: FileChange | null;
  /** What was proved, for people; empty where nothing changes. */
  readonly statements: readonly string[];
}

/** The one value at an address. Errors say why there is none, or why it is not edited. */
export function findDeclared(files: RepositoryFiles, address: ValueAddress): Result<DeclaredValue, Refusal> {
  const opened = openDeclared(files, address.file);
  if (!opened.ok) return opened;
  const found = find(opened.value, address.path);
  return found.ok ? ok(declared(opened.value, found.value, address)) : found;
}

/**
 * Replaces the value at an address, every other byte kept, and proves that it is all that changed. Errors: those of
 * `findDeclared`, `unfit-value`, or `proof-failed`.
 */
export function changeDeclared(
  files: RepositoryFiles,
  address: ValueAddress,
  value: string,
): Result<DeclaredChange, Refusal> {
  const opened = openDeclared(files, address.file);
  if (!opened.ok) return opened;
  const found = find(opened.value, address.path);
  if (!found.ok) return found;
  const before = declared(opened.value, found.value, address);
  if (before.text === value) return ok({ before, change: null, statements: [] });
  const spelled = spell(opened.value, found.value, value);
  if (!spelled.ok) return err({ code: "unfit-value", ...before.location, value, why: spelled.error });
  const { file, whole, mark } = opened.value;
  const { start, end } = found.value;
  const shift = mark.length;
  const after = spliceAll(whole, [{ start: start + shift, end: end + shift, text: spelled.value }]);
  const proven = proveDeclared(opened.value, { ...found.value, path: address.path }, { after, value });
  if (!proven.ok) return proven;
  return ok({ before, change: { path: file, before: whole, after }, statements: [proven.value] });
}

function find(opened: DeclaredFile, path: string): Result<FoundValue, Refusal> {
  const source = sourceOf(opened);
  const found = opened.format.find(source, path);
  if (found.ok || found.error.code !== "no-value-at-path" || found.error.instead !== "") return found;
  return err({ ...found.error, instead: whatIsThere(opened.format, source.text, path) });
}

function sourceOf({ file, whole, mark }: DeclaredFile): SourceText {
  return { file, text: whole.slice(mark.length) };
}

function declared(opened: DeclaredFile, found: FoundValue, { file, path }: ValueAddress): DeclaredValue {
  const line = lineAt(opened.whole, found.start + opened.mark.length);
  return {
    location: { file, line, path },
    text: found.text,
    kind: kindOf(found.type, found.text),
    format: opened.format.name,
  };
}

function spell({ format }: DeclaredFile, found: FoundValue, value: string): Result<string, string> {
  // Kubernetes takes an amount as a number and as a text.
  const isAmount = isSettingPath(found.at) && (format.name === "YAML" || format.name === "JSON");
  const type = isAmount && found.type === "number" && !/^[\d.]+$/.test(value) ? "text" : found.type;
  const fits = checkFits(type, found.text, value);
  return fits.ok ? format.spell({ ...found, type }, value) : fits;
}
