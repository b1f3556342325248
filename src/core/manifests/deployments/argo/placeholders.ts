import type { Data } from "../../data.ts";

/** What a generator found for one Application: `path.basename` → text, or nested mappings where Go templates are used. */
export type ParameterSet = ReadonlyMap<string, Data>;

/** A text with its placeholders filled; those that could not be stay as they are, and the first is named. */
export interface Filled {
  readonly text: string;
  readonly unfilled: string | null;
}

/**
 * Fills `{{ name }}`, and for Go templates `{{ .a.b }}`, `{{ index .a.b 0 }}` and both with `| normalize`: what the
 * documentation of the generators uses. Nothing else of the template language is executed.
 */
export function fillPlaceholders(text: string, parameters: ParameterSet, goTemplate: boolean): Filled {
  let unfilled: string | null = null;
  const filled = text.replace(/\{\{([^{}]*)\}\}/g, (whole, inner: string) => {
    const value = goTemplate ? evaluate(inner, parameters) : plainValue(parameters, inner.trim());
    if (value === null) unfilled ??= whole;
    return value ?? whole;
  });
  // What is left of a construct over several placeholders, or with braces in it.
  if (unfilled === null && /\{\{/.test(text.replace(/\{\{([^{}]*)\}\}/g, ""))) unfilled = text.slice(0, 80);
  return { text: filled, unfilled };
}

/** The same data with every text filled, keys included, as Argo CD does for the whole template. */
export function fillData(data: Data, parameters: ParameterSet, goTemplate: boolean): Data {
  if (typeof data === "string") {
    return data.includes("{{") ? fillPlaceholders(data, parameters, goTemplate).text : data;
  }
  if (Array.isArray(data)) return data.map((item: Data) => fillData(item, parameters, goTemplate));
  if (!(data instanceof Map)) return data;
  const filled = new Map<string, Data>();
  for (const [key, value] of data) {
    const { text } = fillPlaceholders(String(key), parameters, goTemplate);
    filled.set(text, fillData(value as Data, parameters, goTemplate));
  }
  return filled;
}

function plainValue(parameters: ParameterSet, name: string): string | null {
  return scalarText(parameters.get(name));
}

function evaluate(inner: string, parameters: ParameterSet): string | null {
  const [expression = "", ...functions] = inner
    .replace(/^-\s|\s-$/g, " ")
    .split("|")
    .map((part) => part.trim());
  const value = scalarText(selected(expression, parameters));
  if (value === null || functions.some((name) => name !== "normalize")) return null;
  return functions.length === 0 ? value : normalizeName(value);
}

function selected(expression: string, parameters: ParameterSet): Data {
  const field = /^\.([\w.-]+)$/.exec(expression);
  if (field !== null) return fieldOf(parameters, field[1] ?? "");
  const index = /^index \.([\w.-]+) (?:(\d{1,4})|"([^"\\]{1,200})")$/.exec(expression);
  if (index === null) return undefined;
  const from = fieldOf(parameters, index[1] ?? "");
  if (index[2] !== undefined) return Array.isArray(from) ? (from[Number(index[2])] as Data) : undefined;
  return from instanceof Map ? (from.get(index[3]) as Data) : undefined;
}

function fieldOf(parameters: ParameterSet, path: string): Data {
  let at: Data = parameters;
  for (const key of path.split(".")) at = at instanceof Map ? (at.get(key) as Data) : undefined;
  return at;
}

function scalarText(value: Data): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

/** Argo CD's `SanitizeName`: a name for an object out of any text. */
export function normalizeName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, "");
}

const mostShown = 2_000;

/** For people: nested mappings as `a.b`, lists as `a[0]`. */
export function flattenParameters(parameters: ParameterSet): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  let visits = 0;
  const add = (prefix: string, value: Data, depth: number): void => {
    const text = scalarText(value);
    if (++visits > mostShown || depth > 20) return;
    if (text !== null) flat.set(prefix, text);
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) add(`${prefix}[${index}]`, item as Data, depth + 1);
    } else if (value instanceof Map) {
      for (const [key, item] of value)
        add(prefix === "" ? String(key) : `${prefix}.${key}`, item as Data, depth + 1);
    }
  };
  add("", parameters, 0);
  return flat;
}
