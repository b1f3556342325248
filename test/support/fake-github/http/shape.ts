import { definition, responseSchema } from "./contract.ts";

type Schema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * A complete answer from the fields that the fake knows: whatever else GitHub's description requires is filled with
 * the emptiest value it allows, so that nothing invented looks meaningful.
 */
export function shape(operation: string, status: number, known: unknown): unknown {
  return fill(responseSchema(operation, status), known);
}

function fill(schema: unknown, known: unknown): unknown {
  const real = follow(schema);
  if (Array.isArray(known)) return known.map((item) => fill(real["items"] ?? true, item));
  if (known === undefined) return emptiest(real);
  if (known === null || typeof known !== "object") return known;
  return fillObject(real, known as Fields);
}

function fillObject(schema: Schema, known: Fields): Fields {
  const properties = (schema["properties"] ?? {}) as Record<string, unknown>;
  const required = (schema["required"] ?? []) as readonly string[];
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(known)) {
    if (value !== undefined) result[key] = fill(properties[key] ?? true, value);
  }
  for (const key of required) {
    if (!Object.hasOwn(result, key)) result[key] = fill(properties[key] ?? true, undefined);
  }
  return result;
}

/** Follows references, merges `allOf`, and takes the first alternative. */
function follow(schema: unknown): Schema {
  if (schema === null || typeof schema !== "object") return {};
  const node = schema as Schema;
  if (typeof node["$ref"] === "string") return follow(definition(node["$ref"]));
  for (const key of ["anyOf", "oneOf"]) {
    const choices = node[key];
    if (Array.isArray(choices) && choices.length > 0) {
      const isNullable = choices.some((choice) => (choice as Schema)["type"] === "null");
      return { ...node, ...follow(choices[0]), nullable: isNullable };
    }
  }
  if (Array.isArray(node["allOf"]))
    return together([{ ...node, allOf: undefined }, ...node["allOf"]].map(follow));
  return node;
}

function together(parts: readonly Schema[]): Schema {
  const properties = Object.assign({}, ...parts.map((part) => part["properties"] ?? {}));
  const required = parts.flatMap((part) => (part["required"] ?? []) as readonly string[]);
  return { ...(Object.assign({}, ...parts) as Schema), properties, required };
}

function emptiest(schema: Schema): unknown {
  if (schema["nullable"] === true) return null;
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  switch (schema["type"]) {
    case "string":
      return emptyString(schema["format"]);
    case "integer":
    case "number":
      return schema["minimum"] ?? 0;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return fillObject(schema, {});
    default:
      return null;
  }
}

function emptyString(format: unknown): string {
  if (format === "uri") return "https://example.invalid/";
  return format === "date-time" ? "1970-01-01T00:00:00Z" : "";
}
