import { Ajv, type AnySchema, type ValidateFunction } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import description from "../contract/rest.json" with { type: "json" };
import { errata } from "./errata.ts";

interface Operation {
  readonly body?: AnySchema;
  readonly responses: Readonly<Record<string, AnySchema>>;
}

/** What GitHub's own OpenAPI description says about the operations served here. */
const operations = new Map<string, Operation>(
  Object.entries(description.operations as Record<string, Operation>),
);
const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats: fullFormats });
ajv.addSchema({ $id: "github", definitions: description.definitions });
/** Answers of the gates before every operation, and of every repository that was renamed; few operations list them. */
const unlisted = new Set([301, 307, 400, 401, 403, 429]);
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a request body, empty when nothing is. */
export function bodyProblems(operation: string, body: unknown): readonly string[] {
  const schema = operations.get(operation)?.body;
  return schema === undefined ? [] : problems(`${operation} body`, schema, body);
}

/** What is wrong with an answer: the fake would be lying. */
export function answerProblems(operation: string, status: number, body: unknown): readonly string[] {
  const known = operations.get(operation);
  if (known === undefined || unlisted.has(status) || status >= 500) return [];
  const schema = known.responses[`${status}`];
  if (schema === undefined) {
    // What a token cannot see is not there, and no body may be otherwise than described, whatever the operation.
    if (status === 404 && operation.includes(" /repos/")) return [];
    if (status === 422 && !operation.startsWith("GET ")) return [];
    return errata.statuses.includes(`${operation} ${status}`) ? [] : [`undocumented status ${status}`];
  }
  return problems(`${operation} ${status}`, schema, body).filter(
    (problem) => !errata.answers.some((erratum) => erratum.test(`${operation} ${status} ${problem}`)),
  );
}

export function responseSchema(operation: string, status: number): AnySchema {
  return operations.get(operation)?.responses[`${status}`] ?? true;
}

export function definition(reference: string): AnySchema {
  const all = new Map<string, AnySchema>(
    Object.entries(description.definitions as Record<string, AnySchema>),
  );
  return all.get(reference.replace("#/definitions/", "")) ?? true;
}

function problems(name: string, schema: AnySchema, value: unknown): readonly string[] {
  let validate = compiled.get(name);
  if (validate === undefined) {
    validate = ajv.compile(absolute(schema));
    compiled.set(name, validate);
  }
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message}`);
}

/** References of one operation point into the shared definitions. */
function absolute(schema: AnySchema): AnySchema {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/definitions/', '"github#/definitions/'),
  ) as AnySchema;
}
