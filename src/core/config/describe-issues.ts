import type { z } from "zod";
import { showText } from "../model/index.ts";
import type { ConfigDocument, Plain, PlainMap } from "./config-document.ts";
import { isPlainMap } from "./config-document.ts";
import { type JsonSchema, keysAt } from "./json-schema.ts";
import { byPlace, type ConfigPath, type ConfigProblem, describePath } from "./problem.ts";
import { didYouMean } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

// More than anyone corrects at once, and a hostile file has thousands.
const mostProblems = 25;

/** What a schema finds wrong, in the words of whoever wrote the file, at the place where it stands. */
export function describeIssues(
  issues: readonly Issue[],
  document: ConfigDocument,
  schema: JsonSchema,
): readonly ConfigProblem[] {
  return issues
    .flatMap((issue) => problemsOf(issue, document, schema))
    .slice(0, mostProblems)
    .sort(byPlace);
}

function problemsOf(issue: Issue, document: ConfigDocument, schema: JsonSchema): readonly ConfigProblem[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const { file } = document;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.slice(0, mostProblems).map((key) => ({
      file,
      ...document.keyPlaceOf([...path, key]),
      path: describePath([...path, key]),
      message: unknownKey(key, known),
    }));
  }
  const place = issue.code === "invalid_key" ? document.keyPlaceOf(path) : document.placeOf(path);
  return [{ file, ...place, path: describePath(path), message: messageOf(issue, path, document.content) }];
}

/** Keys that people expect to say where metrics come from. */
const sourceKeys =
  /^(?:prometheus|thanos|mimir|url|urls|host|endpoint|address|headers?|tokens?|password|auth|tenant|tls|sources?|datasources?|quer(?:y|ies)|promql)$/i;

function unknownKey(key: string, known: readonly string[]): string {
  if (sourceKeys.test(key) && !known.includes("url"))
    return "addresses, headers and credentials are the operator's to give; choose one of their data sources by its name, with `source`";
  const hint = didYouMean(key, known);
  return `there is no such key${hint === "" ? `; there are ${known.join(", ")}` : hint}`;
}

function messageOf(issue: Issue, path: ConfigPath, root: PlainMap): string {
  const value = valueAt(root, path);
  switch (issue.code) {
    case "invalid_type":
      return value === undefined
        ? `it is missing`
        : `${expected(issue.expected)} is expected here, not ${shown(value)}`;
    case "invalid_value": {
      const values = issue.values.map(String);
      if (value === undefined) return `it is missing; write ${values.join(" or ")}`;
      const hint = typeof value === "string" ? didYouMean(value, values) : "";
      const choices = values.length === 1 ? `not ${values[0]}` : `none of ${values.join(", ")}`;
      return `${shown(value)} is ${choices}${hint}`;
    }
    case "too_big":
      return isAmount(value)
        ? `${value} is more than ${issue.maximum}`
        : sizeMessage(issue, `at most ${issue.maximum}`);
    case "too_small":
      return isAmount(value)
        ? `${value} is less than ${issue.minimum}`
        : sizeMessage(issue, `at least ${issue.minimum}`);
    case "invalid_union":
      return value === undefined ? "it is missing" : issue.message;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

function isAmount(value: Plain | undefined): value is number {
  return typeof value === "number";
}

/** zod's own words begin with "Too big"; ours are those of the field. */
function sizeMessage({ message }: Issue, bound: string): string {
  return message.startsWith("Too ") ? `it takes ${bound} entries or characters` : message;
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

function expected(kind: string): string {
  return kinds[kind] ?? kind;
}

function shown(value: Plain): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return `"${showText(value, 60)}"`;
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) ? "a list" : "a map";
}

function valueAt(root: PlainMap, path: ConfigPath): Plain | undefined {
  let at: Plain | undefined = root;
  for (const part of path) {
    if (Array.isArray(at) && typeof part === "number") at = at[part];
    else if (isPlainMap(at) && Object.hasOwn(at, part)) at = at[String(part)];
    else return undefined;
  }
  return at;
}
