import { executeGraphql, readGraphql } from "../graphql/execute.ts";
import { codeload } from "../routes/archives.ts";
import type { Repository, World } from "../state/world.ts";
import { type Actor, canSee, identify } from "./actor.ts";
import { bodyProblems } from "./contract.ts";
import { type Incoming, parse } from "./incoming.ts";
import { checkPermission } from "./permissions.ts";
import type { RateLimits } from "./rate-limits.ts";
import { notFound, Refused, type Reply } from "./reply.ts";
import { type Addressed, addressed, movedTo } from "./repository-address.ts";
import type { Call, Route } from "./router.ts";
import { shape } from "./shape.ts";

export interface Outcome {
  readonly reply: Reply;
  readonly actor: Actor;
  readonly wrote: boolean;
}

/** Who asks, whether they may, whether the body is as described, and then the handler. */
export async function answer(world: World, limits: RateLimits, incoming: Incoming): Promise<Outcome> {
  let actor: Actor = { kind: "anonymous" };
  try {
    if (incoming.path.startsWith("/codeload/")) {
      return { actor, wrote: false, reply: await codeload(world, incoming.url) };
    }
    actor = identify(world, incoming.headers.authorization);
    const creates = incoming.method !== "GET" && !incoming.operation.endsWith("/access_tokens");
    const refusal =
      incoming.operation === "GET /rate_limit"
        ? null
        : limits.count(actor, creates, Math.max(1, incoming.points));
    if (refusal !== null) return { actor, wrote: false, reply: refusal };
    const reply = await carryOut(world, actor, incoming);
    return { actor, reply, wrote: creates && changedSomething(incoming, reply) };
  } catch (error) {
    if (error instanceof Refused) return { actor, wrote: false, reply: error.reply };
    throw error;
  }
}

async function carryOut(world: World, actor: Actor, incoming: Incoming): Promise<Reply> {
  const body = parse(incoming.text);
  const call: Call = {
    world,
    actor,
    params: incoming.params,
    query: incoming.url.searchParams,
    body: typeof body === "object" && body !== null ? { ...body } : {},
    accept: incoming.headers.accept ?? "",
    apiUrl: incoming.apiUrl,
    webUrl: incoming.url.origin,
  };
  if (incoming.path === "/graphql") {
    if (actor.kind === "anonymous" || actor.kind === "app") throw new Refused(401, "Bad credentials");
    return executeGraphql(call, readGraphql(body));
  }
  const { route } = incoming;
  if (route === null) throw notFound();
  const found = findVisible(route, call);
  if (found?.isFormerName) return movedTo(found.repository, incoming);
  const run = found === null ? () => route.handle?.(call) : inRepository(route, call, found.repository);
  checkPermission(actor, route.operation);
  if (incoming.method !== "GET") checkBody(route.operation, incoming.text, body);
  const reply = await run();
  if (reply === undefined) throw notFound();
  if (reply.body === undefined || reply.status >= 300) return reply;
  return { ...reply, body: shape(route.operation, reply.status, reply.body) };
}

/** Finds the repository first: what a token cannot see is not there, whatever else is wrong. */
function findVisible(route: Route, call: Call): Addressed | null {
  if (route.handleInRepository === null) return null;
  const found = addressed(call.world, call.params["owner"] ?? "", call.params["repo"] ?? "");
  const isForApp = call.actor.kind === "app" && route.operation.endsWith("/installation");
  if (found === null || !(isForApp || canSee(call.actor, found.repository))) throw notFound();
  return found;
}

function inRepository({ operation, handleInRepository }: Route, call: Call, repository: Repository) {
  if (repository.archived && !operation.startsWith("GET ")) {
    throw new Refused(403, "Repository was archived so is read-only.");
  }
  return () => handleInRepository?.({ ...call, repository, isRead: operation.startsWith("GET ") });
}

function checkBody(operation: string, text: string, body: unknown): void {
  if (text !== "" && body === undefined) throw new Refused(400, "Problems parsing JSON");
  const problems = bodyProblems(operation, body ?? {});
  if (problems.length > 0) {
    throw new Refused(422, `Invalid request.\n\n${problems.join("\n")}`);
  }
}

function changedSomething(incoming: Incoming, reply: Reply): boolean {
  if (incoming.path !== "/graphql") return reply.status < 300;
  const hasErrors = typeof reply.body === "object" && reply.body !== null && "errors" in reply.body;
  return incoming.operation !== "POST /graphql" && !hasErrors;
}
