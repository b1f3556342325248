import { type JsonSchema, mapOf } from "./json-schema.ts";

interface Row {
  readonly key: string;
  readonly takes: string;
  readonly without: string;
  readonly means: string;
}

/** A Markdown table of every key of a schema, for docs/configuration.md. */
export function referenceTable(schema: JsonSchema): string {
  const rows = rowsOf(schema, "");
  const lines = rows.map(
    ({ key, takes, without, means }) => `| \`${key}\` | ${takes} | ${without} | ${means} |`,
  );
  return ["| key | takes | without it | what it is |", "|:--|:--|:--|:--|", ...lines, ""].join("\n");
}

function rowsOf(schema: JsonSchema, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = `${prefix}${name}`;
    const row: Row = {
      key,
      takes: cell(takes(property)),
      without: schema.required?.includes(name) === true ? "needed" : cell(shown(property.default)),
      means: cell(property.description ?? ""),
    };
    return [row, ...below(property, key)];
  });
}

/** Keys of a map, of the items of a list, and of what has names of its own. */
function below(property: JsonSchema, key: string): readonly Row[] {
  const map = mapOf(property);
  const item = property.items === undefined ? undefined : mapOf(property.items);
  const named = map?.additionalProperties;
  return [
    ...(map === undefined ? [] : rowsOf(map, `${key}.`)),
    ...(item === undefined ? [] : rowsOf(item, `${key}[].`)),
    ...(typeof named === "object" ? rowsOf(named, `${key}.NAME.`) : []),
  ];
}

const words: Readonly<Record<string, string>> = { string: "text", object: "map", boolean: "`true`, `false`" };

function takes(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(takes))].join(" or ");
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(", ");
  if (schema.type === "null") return "`null`";
  if (schema.type === "array") return schema.items === undefined ? "list" : `list of ${takes(schema.items)}`;
  if (schema.type === "integer" || schema.type === "number") return range(schema);
  return words[schema.type ?? ""] ?? "text";
}

function range({ minimum, maximum }: JsonSchema): string {
  return minimum === undefined || maximum === undefined ? "number" : `${minimum} to ${maximum}`;
}

function shown(value: unknown): string {
  if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value)))
    return "";
  if (Array.isArray(value))
    return value.length === 0 ? "none" : value.map((one) => `\`${String(one)}\``).join(", ");
  return `\`${String(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
