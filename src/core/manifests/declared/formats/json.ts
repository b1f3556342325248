import JSON5 from "json5";
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { err, ok, type Refusal, type Result } from "../../../model/index.ts";
import type { Data } from "../../data.ts";
import type { Format, FoundValue } from "../format.ts";
import { plainData } from "../plain-data.ts";
import { malformed, missing, repeated, type SourceText, unsupported } from "../source-text.ts";
import { parseValuePath } from "../value-path.ts";

/** With comments and trailing commas, too; the rest of JSON5 (bare keys, single quotes) is not edited. */
export const jsonFormat: Format = {
  name: "JSON",
  endings: [".json", ".jsonc", ".json5"],
  hasSecondParser: true,
  find,
  spell: ({ type }, value) => ok(type === "text" ? JSON.stringify(value) : value),
  read,
};

function find(source: SourceText, path: string): Result<FoundValue, Refusal> {
  const keys = parseValuePath(path);
  if (!keys.ok) return missing(source, path, keys.error);
  const root = parse(source);
  if (!root.ok) return root;
  let node: Node | undefined = root.value;
  for (const key of keys.value) {
    const below: readonly Node[] = childrenAt(node, key);
    if (below.length > 1)
      return repeated(
        source,
        path,
        below.map(({ offset }) => offset),
      );
    node = below[0];
    if (node === undefined) return missing(source, path);
  }
  const type = typeof node.value;
  if (node.children !== undefined)
    return unsupported(source, node.offset, "an object or an array where one value is wanted");
  if (type !== "string" && type !== "number" && type !== "boolean")
    return unsupported(source, node.offset, "null, whose type is not known");
  return ok({
    start: node.offset,
    end: node.offset + node.length,
    text: type === "string" ? String(node.value) : source.text.slice(node.offset, node.offset + node.length),
    type: type === "string" ? "text" : type,
    quote: type === "string" ? '"' : "",
    at: keys.value,
  });
}

function parse(source: SourceText): Result<Node, Refusal> {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(source.text, errors, { allowTrailingComma: true });
  } catch {
    // The parser recurses; the end of the stack is its only limit.
    return malformed(source, 0, { format: "JSON", problem: "it is nested too deeply" });
  }
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const problem = first === undefined ? "it is empty" : words(printParseErrorCode(first.error));
    return malformed(source, first?.offset ?? 0, { format: "JSON", problem });
  }
  return ok(root);
}

function words(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function childrenAt(node: Node, key: string | number): readonly Node[] {
  if (node.type === "array") return typeof key === "number" ? (node.children?.slice(key, key + 1) ?? []) : [];
  if (node.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name?.value === key && value !== undefined ? [value] : [],
  );
}

function read(text: string): Result<Data, string> {
  try {
    return ok(plainData(JSON.parse(text)));
  } catch {
    // Comments and trailing commas.
  }
  try {
    return ok(plainData(JSON5.parse(text)));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
