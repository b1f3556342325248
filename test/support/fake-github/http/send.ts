import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { World } from "../state/world.ts";
import type { Outcome } from "./answer.ts";
import { answerProblems } from "./contract.ts";
import type { Incoming } from "./incoming.ts";
import type { RateLimits } from "./rate-limits.ts";

/**
 * Writes the answer with GitHub's headers, and answers its status; what its description does not allow is added to
 * `violations`.
 */
export function send(
  parts: { readonly world: World; readonly violations: string[] },
  limits: RateLimits,
  incoming: Incoming,
  response: ServerResponse,
  outcome: Outcome,
  truncate: boolean,
): number {
  const { reply, actor } = outcome;
  const headers: Record<string, string> = {
    date: parts.world.now().toUTCString(),
    "x-github-request-id": createHash("sha1").update(incoming.path).digest("hex").slice(0, 16),
    "x-github-media-type": "github.v3; format=json",
    ...limits.headers(actor),
    ...reply.headers,
  };
  if (reply.raw !== undefined) {
    response.writeHead(reply.status, { "content-type": "application/octet-stream", ...headers });
    response.end(truncate ? reply.raw.subarray(0, reply.raw.length / 2) : reply.raw);
    return reply.status;
  }
  if (incoming.path !== "/graphql") {
    for (const problem of answerProblems(incoming.operation, reply.status, reply.body)) {
      parts.violations.push(`${incoming.operation} ${reply.status}: ${problem}`);
    }
  }
  const text = reply.body === undefined ? "" : JSON.stringify(reply.body);
  if (incoming.method === "GET" && reply.status === 200) {
    // GitHub's hold for one token only: with the next one, everything is new.
    const whose = incoming.headers.authorization ?? "";
    headers["etag"] = `W/"${createHash("sha1").update(`${whose} ${text}`).digest("hex")}"`;
    if (incoming.headers["if-none-match"] === headers["etag"]) {
      limits.refund(actor);
      response.writeHead(304, headers);
      response.end();
      return 304;
    }
  }
  if (text !== "") headers["content-type"] = "application/json; charset=utf-8";
  response.writeHead(reply.status, headers);
  response.end(truncate ? text.slice(0, text.length / 2) : text);
  return reply.status;
}
