import { z } from "zod";
import { operatorSchema } from "./operator-schema.ts";
import { repositorySchema } from "./policy-schema.ts";

/** JSON Schema, as much of it as zod makes of these sources. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Of what people write, for editors: a repository's file. */
export const repositoryJsonSchema = jsonSchemaOf(repositorySchema, "OptPass");

/** The same for the operator's file. */
export const operatorJsonSchema = jsonSchemaOf(operatorSchema, "OptPass server");

function jsonSchemaOf(schema: z.ZodType, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  // zod's own type is that of a schema of any kind; what is read of it here is what every kind has.
  return { $schema, title, ...rest } as JsonSchema;
}

/** Keys that may stand in the map at a path; none where there is no map. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(mapOf(schemaAt(schema, path))?.properties ?? {});
}

function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema {
  let at = schema;
  for (const part of path) {
    const map = mapOf(at);
    const items = typeof part === "number" ? listOf(at)?.items : undefined;
    const others = map?.additionalProperties;
    const properties = map?.properties ?? {};
    const property = Object.hasOwn(properties, part) ? properties[String(part)] : undefined;
    at = items ?? property ?? (typeof others === "object" ? others : {});
  }
  return at;
}

/** The branch of a choice that is a map: `dashboard` may be `null`, too. */
export function mapOf(schema: JsonSchema): JsonSchema | undefined {
  return [schema, ...(schema.anyOf ?? [])].find((one) => one.type === "object");
}

function listOf(schema: JsonSchema): JsonSchema | undefined {
  return [schema, ...(schema.anyOf ?? [])].find((one) => one.type === "array");
}
