import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from "graphql";
import { json, type Reply } from "../http/reply.ts";
import type { Call } from "../http/router.ts";
import { conversationMutations } from "./conversation-mutations.ts";
import { costOf, type QuestionCost } from "./cost.ts";
import { gitMutations } from "./git-mutations.ts";
import { pullMutations } from "./pull-mutations.ts";
import { queries } from "./queries.ts";

let built: GraphQLSchema | null = null;

function schema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(new URL("../contract/schema.graphql", import.meta.url), "utf8"), {
    assumeValidSDL: true,
  });
  return built;
}

export interface GraphqlRequest {
  readonly document: DocumentNode | null;
  /** The top-level mutations, for the log. */
  readonly mutations: readonly string[];
  readonly points: number;
}

export function readGraphql(body: unknown): GraphqlRequest {
  const query = field(body, "query");
  try {
    const document = parse(typeof query === "string" ? query : "");
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const names = operations
      .filter((each) => each.operation === "mutation")
      .flatMap((each) => each.selectionSet.selections)
      .map((each) => (each.kind === Kind.FIELD ? each.name.value : ""));
    return { document, mutations: names, points: costOf(document, variablesOf(body)).points };
  } catch {
    return { document: null, mutations: [], points: 1 };
  }
}

/** GraphQL errors are answered with status 200, as GitHub does, and carry their type beside the message. */
export async function executeGraphql(call: Call, request: GraphqlRequest): Promise<Reply> {
  if (request.document === null) {
    return json(200, { errors: [{ message: "A query attribute must be specified and must be a string." }] });
  }
  const variables = variablesOf(call.body);
  const cost = costOf(request.document, variables);
  const problems = [...validate(schema(), request.document), ...cost.problems];
  if (problems.length > 0) return json(200, { errors: problems.map(formatError) });
  const result = await execute({
    schema: schema(),
    document: request.document,
    rootValue: {
      ...queries,
      rateLimit: rateLimitNode(call, cost),
      ...gitMutations,
      ...pullMutations,
      ...conversationMutations,
    },
    contextValue: call,
    variableValues: variables,
    typeResolver: (value) => typeNameOf(value),
  });
  const { data = null, errors } = result;
  return json(200, errors === undefined ? { data } : { data, errors: errors.map(formatError) });
}

function variablesOf(body: unknown): Readonly<Record<string, unknown>> {
  const variables = field(body, "variables");
  return typeof variables === "object" && variables !== null ? { ...variables } : {};
}

function rateLimitNode({ world }: Call, { points, nodes }: QuestionCost) {
  const { perHour: limit } = world.limits;
  const resetAt = world.now().toISOString();
  return { limit, remaining: limit, used: 0, cost: points, nodeCount: nodes, resetAt };
}

/** What GitHub would say against a document before it looks at any data. */
export function documentProblems(text: string): readonly string[] {
  const document = parse(text);
  const problems = [...validate(schema(), document), ...costOf(document, {}).problems];
  return problems.map((problem) => problem.message);
}

function formatError(error: GraphQLError): unknown {
  const { type } = error.extensions;
  const { message, path, locations } = error;
  return { ...(typeof type === "string" ? { type } : {}), ...(path ? { path } : {}), locations, message };
}

function typeNameOf(value: unknown): string | undefined {
  const name = field(value, "__typename");
  return typeof name === "string" ? name : undefined;
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
