import { definition, responseSchema } from "./contract.ts";

type Schema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * A complete answer from the fields that the fake knows: whatever else GitHub's description requires is filled with
 * the emptiest value it allows, so that nothing invented looks meaningful.
 */
export function shape(operation: string, status: number, known: unknown): unknown {
  return fillShape(responseSchema(operation, status), known, definition);
}

type LookUp = (reference: string) => unknown;

/** The same for any schema whose references `lookUp` knows. */
export function fillShape(schema: unknown, known: unknown, lookUp: LookUp): unknown {
  const real = follow(schema, lookUp);
  if (Array.isArray(known)) return known.map((item) => fillShape(real["items"] ?? true, item, lookUp));
  if (known === undefined) return emptiest(real, lookUp);
  if (known === null || typeof known !== "object") return known;
  return fillObject(real, known as Fields, lookUp);
}

function fillObject(schema: Schema, known: Fields, lookUp: LookUp): Fields {
  const properties = (schema["properties"] ?? {}) as Record<string, unknown>;
  const required = (schema["required"] ?? []) as readonly string[];
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(known)) {
    if (value !== undefined) result[key] = fillShape(properties[key] ?? true, value, lookUp);
  }
  for (const key of required) {
    if (!Object.hasOwn(result, key)) result[key] = fillShape(properties[key] ?? true, undefined, lookUp);
  }
  return result;
}

/** Follows references, merges `allOf`, and takes the first alternative that is not null. */
function follow(schema: unknown, lookUp: LookUp): Schema {
  if (schema === null || typeof schema !== "object") return {};
  const node = schema as Schema;
  if (typeof node["$ref"] === "string") return follow(lookUp(node["$ref"]), lookUp);
  for (const key of ["anyOf", "oneOf"]) {
    const choices = node[key];
    if (Array.isArray(choices) && choices.length > 0) {
      const isNullable = choices.some((choice) => (choice as Schema)["type"] === "null");
      const first = choices.find((choice) => (choice as Schema)["type"] !== "null");
      return { ...node, ...follow(first, lookUp), nullable: isNullable };
    }
  }
  if (Array.isArray(node["allOf"])) {
    const nullable = node["allOf"].every((part) => follow(part, lookUp)["nullable"] === true);
    const parts = [{ ...node, allOf: undefined }, ...node["allOf"]];
    return { ...together(parts.map((part) => follow(part, lookUp))), nullable };
  }
  return node;
}

/** All parts at once; a property that several describe has to be what each of them says. */
function together(parts: readonly Schema[]): Schema {
  const properties: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries((part["properties"] ?? {}) as Schema)) {
      const other = Object.hasOwn(properties, key) ? properties[key] : undefined;
      properties[key] = other === undefined ? value : { allOf: [other, value] };
    }
  }
  const required = parts.flatMap((part) => (part["required"] ?? []) as readonly string[]);
  return { ...(Object.assign({}, ...parts) as Schema), properties, required };
}

function emptiest(schema: Schema, lookUp: LookUp): unknown {
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
      return fillObject(schema, {}, lookUp);
    default:
      return null;
  }
}

function emptyString(format: unknown): string {
  if (format === "uri") return "https://example.invalid/";
  return format === "date-time" ? "1970-01-01T00:00:00Z" : "";
}
