import { CORE_SCHEMA, loadAll, mergeTag, realMapTag } from "js-yaml";
import { err, ok, type Result } from "../model/index.ts";

/** Data of a YAML text; mappings are `Map`, so that no key can reach a prototype. */
export type Data =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | readonly Data[]
  | ReadonlyMap<unknown, Data>;

const schema = CORE_SCHEMA.withTags(mergeTag, realMapTag);

/** Parses with the second, independent parser, inside limits. The error is one line. */
export function loadData(text: string): Result<readonly Data[], string> {
  try {
    return ok(loadAll(text, { schema, maxDepth: 110, maxAliases: 10_000 }) as Data[]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err((message.split("\n")[0] ?? message).slice(0, 160));
  }
}

/** Walks down; `undefined` where there is nothing. */
export function dataAt(data: Data, path: readonly (string | number)[]): Data {
  let at = data;
  for (const key of path) {
    if (at instanceof Map) at = at.get(key) as Data;
    else if (Array.isArray(at) && typeof key === "number") at = at[key] as Data;
    else return undefined;
  }
  return at;
}

export function textAt(data: Data, path: readonly (string | number)[]): string | null {
  const value = dataAt(data, path);
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** The documents of a render, as texts. Kustomize writes `---` alone on a line, and nowhere else in that column. */
export function splitRender(rendered: string): readonly string[] {
  return rendered.split(/^---[ \t]*\r?$/m).filter((text) => text.trim() !== "");
}
