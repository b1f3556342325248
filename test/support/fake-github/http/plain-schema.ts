export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

const prose = new Set([
  "description",
  "example",
  "examples",
  "title",
  "externalDocs",
  "deprecated",
  "default",
]);

/** OpenAPI 3.0 to plain JSON Schema: `nullable` becomes a type, prose goes, references go where `refer` says. */
export function plainSchema(node: Json, refer: (reference: string) => Json, isMap = false): Json {
  if (Array.isArray(node)) return node.map((item) => plainSchema(item, refer));
  if (node === null || typeof node !== "object") return node;
  if (!isMap && typeof node["$ref"] === "string") return refer(node["$ref"]);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (!isMap && (prose.has(key) || key.startsWith("x-") || key === "nullable")) continue;
    const verbatim = !isMap && (key === "enum" || key === "required");
    result[key] = verbatim ? value : plainSchema(value, refer, !isMap && key === "properties");
  }
  return !isMap && node["nullable"] === true ? { anyOf: [result, { type: "null" }] } : result;
}
