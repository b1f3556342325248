import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { type Json, type JsonObject, plainSchema } from "../http/plain-schema.ts";
import { fillShape } from "../http/shape.ts";

interface Contract {
  readonly schema: JsonObject;
  readonly validate: ValidateFunction;
}

// All of them take half a minute to compile, so each waits until a body of its kind is sent.
const contracts = new Map<string, Contract | null>();
// GitHub describes addresses as e-mail, and writes those of apps with brackets: `1+optpass[bot]@users.noreply.github.com`.
const formats = { ...fullFormats, email: /^[^@\s]+@[^@\s]+$/ };
const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats });
let description: JsonObject | null = null;

/** The body of an event with whatever GitHub's description requires beyond what the fake knows. */
export function webhookBody(event: string, known: Readonly<Record<string, unknown>>): unknown {
  const contract = contractOf(event, known["action"]);
  return contract === null
    ? known
    : fillShape(contract.schema, known, (reference) => lookUp(contract, reference));
}

/** What GitHub's description does not allow in a body: the fake would be lying. */
export function webhookProblems(event: string, body: unknown): readonly string[] {
  const action = typeof body === "object" && body !== null && "action" in body ? body.action : undefined;
  const contract = contractOf(event, action);
  if (contract === null) return [`webhook ${event} ${String(action)} is not described`];
  if (contract.validate(body)) return [];
  return (contract.validate.errors ?? []).map(
    (error) => `webhook ${event} ${String(action)}: ${error.instancePath || "/"} ${error.message}`,
  );
}

function contractOf(event: string, action: unknown): Contract | null {
  const name = [event, ...(typeof action === "string" ? [action] : [])].join("-").replaceAll("_", "-");
  const present = contracts.get(name);
  if (present !== undefined) return present;
  const made = read(name);
  contracts.set(name, made);
  return made;
}

function read(name: string): Contract | null {
  description ??= load();
  const post = at(description, "webhooks", name, "post");
  const found = at(post, "requestBody", "content", "application/json")["schema"];
  if (found === undefined) return null;
  const definitions: JsonObject = {};
  const refer = (reference: string): Json => {
    const key = reference.split("/").at(-1) ?? "";
    if (!Object.hasOwn(definitions, key)) {
      definitions[key] = true;
      definitions[key] = plainSchema(at(description, "components", "schemas", key), refer);
    }
    return { $ref: `#/definitions/${key}` };
  };
  const schema = { allOf: [plainSchema(found, refer)], definitions };
  return { schema, validate: ajv.compile(schema) };
}

function load(): JsonObject {
  const require = createRequire(import.meta.url);
  const file = require.resolve("@octokit/openapi-webhooks/generated/api.github.com.json");
  return JSON.parse(readFileSync(file, "utf8")) as JsonObject;
}

function lookUp({ schema }: Contract, reference: string): Json {
  return at(schema, "definitions")[reference.replace("#/definitions/", "")] ?? true;
}

function at(root: Json, ...keys: string[]): JsonObject {
  let node: Json = root;
  for (const key of keys) node = isObject(node) ? (node[key] ?? {}) : {};
  return isObject(node) ? node : {};
}

function isObject(node: Json): node is JsonObject {
  return node !== null && typeof node === "object" && !Array.isArray(node);
}
