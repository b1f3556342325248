import { parse } from "smol-toml";
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { err, ok, type Refusal, type Result } from "../../../model/index.ts";
import type { Data } from "../../data.ts";
import type { NodePath } from "../../node-path.ts";
import type { Format, FoundValue } from "../format.ts";
import { plainData } from "../plain-data.ts";
import { malformed, missing, type SourceText, unsupported } from "../source-text.ts";
import { parseValuePath } from "../value-path.ts";

export const tomlFormat: Format = {
  name: "TOML",
  endings: [".toml"],
  hasSecondParser: true,
  find,
  spell,
  read,
};

function find(source: SourceText, path: string): Result<FoundValue, Refusal> {
  const keys = parseValuePath(path);
  if (!keys.ok) return missing(source, path, keys.error);
  let body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[];
  try {
    body = parseTOML(source.text, { tomlVersion: "1.0" }).body[0].body;
  } catch (error) {
    const at = error instanceof ParseError ? error.index : 0;
    return malformed(source, at, { format: "TOML", problem: problemOf(error) });
  }
  const node = body.map((part) => inPart(part, keys.value)).find((found) => found !== null);
  if (node === undefined || node === null) return missing(source, path);
  return valueAt(source, node, keys.value);
}

function problemOf(error: unknown): string {
  // Anything else is the end of the stack, in a text that is nested or long beyond reason.
  return error instanceof ParseError ? error.message : "it is nested too deeply";
}

/** What is written at a path; keys are unique, which the parser has checked. */
function inPart(part: AST.TOMLKeyValue | AST.TOMLTable, path: NodePath): AST.TOMLContentNode | null {
  if (part.type === "TOMLKeyValue") return inPair(part, path);
  const rest = below(part.resolvedKey, path);
  if (rest === null) return null;
  return part.body.map((pair) => inPair(pair, rest)).find((found) => found !== null) ?? null;
}

function inPair({ key, value }: AST.TOMLKeyValue, path: NodePath): AST.TOMLContentNode | null {
  const names = key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value));
  const rest = below(names, path);
  return rest === null ? null : inValue(value, rest);
}

function inValue(value: AST.TOMLContentNode, path: NodePath): AST.TOMLContentNode | null {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (value.type === "TOMLArray") {
    const item = typeof key === "number" ? value.elements[key] : undefined;
    return item === undefined ? null : inValue(item, rest);
  }
  if (value.type !== "TOMLInlineTable") return null;
  return value.body.map((pair) => inPair(pair, path)).find((found) => found !== null) ?? null;
}

/** The rest of a path that begins with these keys; `null`: it does not. */
function below(keys: NodePath, path: NodePath): NodePath | null {
  return keys.every((key, index) => key === path[index]) ? path.slice(keys.length) : null;
}

function valueAt(source: SourceText, node: AST.TOMLContentNode, at: NodePath): Result<FoundValue, Refusal> {
  const [start, end] = node.range;
  if (node.type !== "TOMLValue")
    return unsupported(source, start, "a table or an array where one value is wanted");
  const written = source.text.slice(start, end);
  const base = { start, end, at };
  if (node.kind === "string") {
    if (node.multiline) return unsupported(source, start, "a value of several lines");
    return ok({ ...base, text: node.value, type: "text", quote: written.slice(0, 1) });
  }
  if (node.kind === "boolean") return ok({ ...base, text: written, type: "boolean", quote: "" });
  if (node.kind !== "integer" && node.kind !== "float") return unsupported(source, start, "a date or a time");
  return ok({ ...base, text: written, type: "number", quote: node.kind });
}

function spell({ type, quote }: FoundValue, value: string): Result<string, string> {
  if (type === "text")
    return ok(quote === "'" && !value.includes("'") ? `'${value}'` : JSON.stringify(value));
  if (quote === "integer" && !/^-?\d+$/.test(value)) return err("a whole number is wanted there");
  return ok(quote === "float" && !value.includes(".") ? `${value}.0` : value);
}

function read(text: string): Result<Data, string> {
  try {
    return ok(plainData(parse(text, { integersAsBigInt: true })));
  } catch (error) {
    return err(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}
