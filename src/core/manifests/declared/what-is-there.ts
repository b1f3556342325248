import { ok, showText } from "../../model/index.ts";
import type { Data } from "../data.ts";
import type { Format } from "./format.ts";
import { parseValuePath } from "./value-path.ts";

/** What a file has where a path leads nowhere, as the end of a sentence. */
export function whatIsThere(format: Format, text: string, path: string): string {
  const read = format.read(text);
  if (!read.ok) return "nothing there is a single value";
  const documents =
    format.name === "YAML" && Array.isArray(read.value) ? (read.value as readonly Data[]) : [];
  if (documents.length > 1) return `none of its ${documents.length} documents has one`;
  const data = documents[0] ?? read.value;
  // In a flat file the whole path is one key.
  const isFlat = data instanceof Map && [...data.values()].every((value) => !isHolder(value));
  const keys = isFlat ? ok([path]) : parseValuePath(path);
  return keys.ok ? describe(data, keys.value) : keys.error;
}

function isHolder(data: Data): boolean {
  return data instanceof Map || Array.isArray(data);
}

function describe(data: Data, path: readonly (string | number)[]): string {
  let at: Data = single(data);
  for (const key of path) {
    const next: Data =
      at instanceof Map ? at.get(key) : Array.isArray(at) && typeof key === "number" ? at[key] : undefined;
    if (next === undefined) return `${named(key)} is not among ${namesIn(at)}`;
    at = single(next, typeof key === "string");
  }
  return isHolder(at) ? `it holds ${namesIn(at)}` : "it is no single value";
}

/** A list of one block stands for it, as long as no index asks for it. */
function single(data: Data, isNamed = true): Data {
  const [first] = Array.isArray(data) ? (data as readonly Data[]) : [];
  return isNamed && Array.isArray(data) && data.length === 1 && first instanceof Map ? first : data;
}

const mostNames = 8;

function namesIn(data: Data): string {
  if (Array.isArray(data)) return `${data.length} items, counted from [0]`;
  if (!(data instanceof Map)) return "the keys of a single value";
  const names = [...data.keys()].map((key) => showText(String(key), 40));
  if (names.length === 0) return "nothing";
  return names.slice(0, mostNames).join(", ") + (names.length > mostNames ? ", …" : "");
}

function named(key: string | number): string {
  return typeof key === "number" ? `[${key}]` : showText(key, 60);
}
