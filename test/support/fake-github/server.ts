import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "./http/actor.ts";
import { answer, type Outcome } from "./http/answer.ts";
import { type Fault, type Faults, faultReply } from "./http/faults.ts";
import { understand } from "./http/incoming.ts";
import { RateLimits } from "./http/rate-limits.ts";
import type { RequestLog } from "./http/request-log.ts";
import { Router } from "./http/router.ts";
import { send } from "./http/send.ts";
import { appRoutes } from "./routes/apps.ts";
import { archiveRoutes } from "./routes/archives.ts";
import { checkRunRoutes } from "./routes/check-runs.ts";
import { commentRoutes } from "./routes/comments.ts";
import { contentRoutes } from "./routes/contents.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { gitObjectRoutes } from "./routes/git-objects.ts";
import { gitReferenceRoutes } from "./routes/git-references.ts";
import { issueRoutes } from "./routes/issues.ts";
import { labelRoutes } from "./routes/labels.ts";
import { mergingRoutes } from "./routes/merging.ts";
import { peopleRoutes } from "./routes/people.ts";
import { pullCommitRoutes } from "./routes/pull-commits.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { rateLimitRoutes } from "./routes/rate-limit.ts";
import { reactionRoutes } from "./routes/reactions.ts";
import { repositoryRoutes } from "./routes/repositories.ts";
import { reviewCommentRoutes } from "./routes/review-comments.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { statusRoutes } from "./routes/statuses.ts";
import type { World } from "./state/world.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";

export interface ServerParts {
  readonly world: World;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Answers that GitHub's own description does not allow. */
  readonly violations: string[];
  /** Known once the server has an address. */
  readonly webhooks: () => Webhooks;
}

export function createGitHubServer(parts: ServerParts): Server {
  const limits = new RateLimits(parts.world);
  const router = new Router([
    repositoryRoutes,
    gitReferenceRoutes,
    gitObjectRoutes,
    contentRoutes,
    archiveRoutes,
    pullRoutes,
    pullCommitRoutes,
    mergingRoutes,
    issueRoutes,
    commentRoutes,
    reactionRoutes,
    labelRoutes,
    checkRunRoutes,
    statusRoutes,
    reviewRoutes,
    reviewCommentRoutes,
    ruleRoutes,
    peopleRoutes,
    appRoutes,
    deliveryRoutes(parts.webhooks),
    rateLimitRoutes(limits),
  ]);
  return createServer((request, response) => {
    serve(parts, limits, router, request, response).catch((error: unknown) => {
      parts.violations.push(`crash at ${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
}

async function serve(
  parts: ServerParts,
  limits: RateLimits,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const incoming = await understand(router, request);
  const fault = parts.faults.take(incoming.operation);
  if (fault?.kind === "slow") await sleep(fault.milliseconds);
  const early = fault !== null && isBefore(fault);
  const outcome: Outcome = early
    ? {
        reply: faultReply(fault, parts.world.now()) ?? { status: 0 },
        actor: { kind: "anonymous" },
        wrote: false,
      }
    : await answer(parts.world, limits, incoming);
  const broken = fault !== null && !early ? faultReply(fault, parts.world.now()) : null;
  const reply = broken ?? outcome.reply;
  const reset = fault?.kind === "reset";
  const status = reset
    ? reply.status
    : send(parts, limits, incoming, response, { ...outcome, reply }, fault?.kind === "truncate");
  parts.log.add({
    method: incoming.method,
    path: `${incoming.path}${incoming.url.search}`,
    operation: incoming.operation === "" ? null : incoming.operation,
    status: reset ? 0 : status,
    points: incoming.points,
    wrote: outcome.wrote,
    actor: nameOf(outcome.actor),
  });
  if (reset) request.socket.destroy();
}

/** What a fault prevents; the others let the request be carried out and spoil the answer. */
function isBefore(fault: Fault): boolean {
  if (fault.kind === "slow" || fault.kind === "truncate") return false;
  return !("when" in fault) || fault.when !== "after";
}

function nameOf(actor: Actor): string {
  if (actor.kind === "app") return `app ${actor.app.slug}`;
  return actor.kind === "anonymous" ? "anonymous" : actor.login;
}
