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

const mostRedirects = 3;

/** Sends a request, again where it is redirected within the server. The body of the response is still to be read. */
export async function sendRequest(request: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  let url = new URL(request.server.base + request.path);
  url.search = request.query;
  for (let hop = 0; ; hop += 1) {
    const { method, headers, body } = request;
    const credentials = await request.authorize({ method, url, headers, body });
    const response = await fetch(url.href, initOf(request, credentials, signal));
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    if (hop === mostRedirects)
      throw failure("rejected", `Prometheus at ${request.server.base} redirects in a circle`);
    url = follow(request.server, url, location);
  }
}

function initOf(
  { method, body, headers, dispatcher }: OutgoingRequest,
  credentials: Readonly<Record<string, string>>,
  signal: AbortSignal,
): RequestInit {
  return {
    method,
    headers: { ...headers, ...credentials },
    redirect: "manual",
    signal,
    ...(body === null ? {} : { body }),
    // Node's own undici is one major older than ours; its fetch calls nothing but `dispatch`, which both share.
    dispatcher: dispatcher as unknown as NonNullable<RequestInit["dispatcher"]>,
  };
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
