import type { IncomingMessage } from "node:http";
import { readGraphql } from "../graphql/execute.ts";
import { routedPath } from "./repository-address.ts";
import type { Route, Router } from "./router.ts";

const largestBody = 50 * 1024 * 1024;

/** One request, as far as it is understood. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly operation: string;
  /** What a GraphQL question costs; 0 for anything else. */
  readonly points: number;
  readonly route: Route | null;
  readonly params: Readonly<Record<string, string>>;
  readonly text: string;
  readonly headers: IncomingMessage["headers"];
  readonly apiUrl: string;
}

export async function understand(router: Router, request: IncomingMessage): Promise<Incoming> {
  const origin = `http://${request.headers.host ?? "127.0.0.1"}`;
  const url = new URL(request.url ?? "/", origin);
  const method = request.method ?? "GET";
  const isEnterprise = url.pathname.startsWith("/api/v3/") || url.pathname === "/api/v3";
  const path = url.pathname.replace(/^\/api\/v3(?=\/|$)/, "").replace(/^\/api\/graphql$/, "/graphql");
  const apiUrl = isEnterprise ? `${origin}/api/v3` : origin;
  const text = await readText(request);
  const { headers } = request;
  const found = router.find(method, routedPath(path));
  const asked = path === "/graphql" ? readGraphql(parse(text)) : null;
  const operation =
    asked !== null
      ? `POST /graphql ${asked.mutations.join(" ")}`.trim()
      : (found?.route.operation ?? other(path));
  const params = found?.params ?? {};
  const points = asked?.points ?? 0;
  return { method, url, path, operation, points, route: found?.route ?? null, params, text, headers, apiUrl };
}

/** undefined where the text is no JSON. */
export function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Archives come from another host at GitHub; the log and the faults know their address as `codeload`. */
function other(path: string): string {
  return path.startsWith("/codeload/") ? "codeload" : "";
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Error("request body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
