import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { err, ok, type Result, showText } from "../model/index.ts";
import type { ConfigPath, ConfigProblem } from "./problem.ts";

/** What a configuration holds, with the place of each key and value in its text. */
export interface ConfigDocument {
  readonly file: string;
  readonly content: PlainMap;
  /** Place of a value; of a key that is not there, that of the map that misses it. */
  readonly placeOf: (path: ConfigPath) => Place;
  /** Place of a key. */
  readonly keyPlaceOf: (path: ConfigPath) => Place;
}

/** One-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Plain = string | number | boolean | null | readonly Plain[] | PlainMap;

/** Keys are own properties, `__proto__` included. */
export interface PlainMap {
  readonly [key: string]: Plain;
}

// A thousand rules fit. The worst text of this size, brackets only, took 0.6 seconds to be refused.
const longestText = 64 * 1024;
const deepest = 12;
const mostNodes = 20_000;

/** Reads YAML or JSON as data, with every limit applied: no tags, no merge keys, no duplicate keys, aliases bounded. */
export function readDocument(file: string, text: string): Result<ConfigDocument, ConfigProblem> {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = (offset: number, message: string): Result<never, ConfigProblem> =>
    err({ file, ...placeAt(offset), path: "", message });
  if (text.length > longestText) return wrong(0, "the file is larger than 64 KiB");
  let documents: readonly Document.Parsed[];
  try {
    // uniqueKeys of the library is quadratic; the walk below looks for them in one pass.
    const options = {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
      lineCounter: lines,
    } as const;
    const parsed = parseAllDocuments(text.replace(/^\ufeff/, ""), options);
    documents = Array.isArray(parsed) ? parsed : [];
  } catch {
    return wrong(0, "it is nested too deeply");
  }
  const [document, second] = documents;
  const failure = documents.flatMap(({ errors }) => errors)[0];
  if (failure !== undefined)
    return wrong(failure.pos[0], `this is no valid YAML: ${firstLine(failure.message)}`);
  if (second !== undefined)
    return wrong(second.range[0], "there is more than one YAML document; one is read");
  const root = document?.contents ?? null;
  if (root === null) return ok(documentOf(file, {}, null, placeAt));
  const walk: Walk = { anchors: new Map(), nodes: 0, problem: null };
  const value = plainOf(root, 0, walk);
  if (walk.problem !== null) return wrong(walk.problem.offset, walk.problem.message);
  if (!isMap(root) || !isPlainMap(value))
    return wrong(root.range?.[0] ?? 0, "a configuration is a map of keys and values, such as `version: 1`");
  return ok(documentOf(file, value, root, placeAt));
}

export function isPlainMap(value: Plain | undefined): value is PlainMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function documentOf(
  file: string,
  content: PlainMap,
  root: Node | null,
  placeAt: (offset: number) => Place,
): ConfigDocument {
  const place = (node: Node | null) => placeAt(node?.range?.[0] ?? 0);
  return {
    file,
    content,
    placeOf: (path) => place(findNode(root, path).value),
    keyPlaceOf: (path) => place(findNode(root, path).key),
  };
}

/** The node at a path, or the last one on the way to it. Aliases are places of their own: what is in them is not. */
function findNode(
  root: Node | null,
  path: ConfigPath,
): { readonly key: Node | null; readonly value: Node | null } {
  let [key, value] = [root, root];
  for (const part of path) {
    if (isMap(value)) {
      const pair = value.items.find((one) => isScalar(one.key) && keyText(one.key.value) === String(part));
      if (pair === undefined) break;
      key = pair.key as Node;
      // A key without a value has a place of its own: where the value should be.
      value = (pair.value as Node | null) ?? key;
    } else if (isSeq(value) && typeof part === "number") {
      const item = value.items[part] as Node | undefined;
      if (item === undefined) break;
      [key, value] = [item, item];
    } else break;
  }
  return { key, value };
}

interface Walk {
  readonly anchors: Map<string, Node>;
  nodes: number;
  problem: { readonly offset: number; readonly message: string } | null;
}

function plainOf(node: Node | null, depth: number, walk: Walk): Plain {
  if (node === null || node === undefined) return null;
  const stop = (message: string): null => {
    walk.problem ??= { offset: node.range?.[0] ?? 0, message };
    return null;
  };
  walk.nodes += 1;
  if (walk.problem !== null) return null;
  if (walk.nodes > mostNodes) return stop("it holds too much, with its aliases written out");
  if (depth > deepest) return stop("it is nested too deeply");
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    return target === undefined
      ? stop(`the alias *${showText(node.source, 60)} has no anchor`)
      : plainOf(target, depth + 1, walk);
  }
  if (node.tag?.startsWith("tag:yaml.org,2002:") === false) return stop("tags mean nothing here");
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isSeq(node)) return node.items.map((item) => plainOf(item as Node | null, depth + 1, walk));
  if (isScalar(node))
    return isPlainScalar(node.value) ? node.value : stop("this is no text, number, true or false");
  if (!isMap(node)) return stop("this is no text, number, list or map");
  const entries = new Map<string, Plain>();
  for (const pair of node.items) {
    const key = pair.key as Node;
    const at = key?.range?.[0] ?? node.range?.[0] ?? 0;
    const name = isScalar(key) ? keyText(key.value) : null;
    if (name === null) walk.problem ??= { offset: at, message: "a list or map cannot be a key" };
    else if (entries.has(name))
      walk.problem ??= { offset: at, message: `the key "${showText(name, 60)}" is there twice` };
    else entries.set(name, plainOf(pair.value as Node | null, depth + 1, walk));
  }
  return Object.fromEntries(entries);
}

function keyText(value: unknown): string {
  return value === null ? "" : String(value);
}

function isPlainScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).slice(0, 160).trim();
}
