import { pipeline, type Readable } from "node:stream";
import { createUnzip } from "node:zlib";
import type { Dispatcher } from "undici";
import type { Authorize } from "./authorize.ts";
import type { PrometheusUrl } from "./prometheus-url.ts";
import { failure } from "./request-failure.ts";

/** What is sent, and to whom. */
export interface OutgoingRequest {
  readonly server: PrometheusUrl;
  readonly method: "GET" | "POST";
  /** Below the base of the server. */
  readonly path: string;
  /** Without the question mark; empty for none. */
  readonly query: string;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorize: Authorize;
  readonly dispatcher: Dispatcher;
}

/** A response whose body is still to be read. */
export interface IncomingResponse {
  readonly status: number;
  /** By its name in small letters; several of one name as one. */
  header(name: string): string | null;
  /** Unpacked. */
  readonly body: Readable;
}

const mostRedirects = 3;

/** Sends a request, again where it is redirected within the server. The body of the response is still to be read. */
export async function sendRequest(request: OutgoingRequest, signal: AbortSignal): Promise<IncomingResponse> {
  let url = new URL(request.server.base + request.path);
  url.search = request.query;
  for (let hop = 0; ; hop += 1) {
    const response = await sendOnce(request, url, signal);
    const location = response.header("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    response.body.destroy();
    if (hop === mostRedirects)
      throw failure("rejected", `Prometheus at ${request.server.base} redirects in a circle`);
    url = follow(request.server, url, location);
  }
}

// Not `fetch`: to hand over a body through its streams takes as much CPU as to receive it.
async function sendOnce(
  { method, headers, body, authorize, dispatcher }: OutgoingRequest,
  url: URL,
  signal: AbortSignal,
): Promise<IncomingResponse> {
  const credentials = await authorize({ method, url, headers, body });
  const response = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: { "user-agent": "optpass", ...headers, ...credentials },
    body,
    signal,
  });
  // Whoever reads is told of a failure; one while nobody does must not end the program.
  response.body.on("error", () => {});
  const header = (name: string): string | null => {
    const value = response.headers[name];
    return typeof value === "object" ? value.join(", ") : (value ?? null);
  };
  return { status: response.statusCode, header, body: unpacked(response.body, header("content-encoding")) };
}

function unpacked(body: Readable, encoding: string | null): Readable {
  if (encoding !== "gzip") return body;
  return pipeline(body, createUnzip(), () => {});
}

// Only within the same scheme, host and port: credentials go nowhere else, and a login page elsewhere is no API.
function follow(server: PrometheusUrl, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to?.origin === from.origin) {
    if (to.search === "") to.search = from.search;
    return to;
  }
  const where = to === null ? "an address that cannot be read" : to.origin;
  const message = `Prometheus at ${server.base} redirects to ${where}: give the address of the API itself`;
  throw failure("rejected", message);
}
