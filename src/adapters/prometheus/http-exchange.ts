import type { Dispatcher } from "undici";
import { connectionFailure } from "./connection-failure.ts";
import type { PrometheusUrl } from "./prometheus-url.ts";
import { failure, RequestFailure } from "./request-failure.ts";

export interface HttpRequest {
  readonly server: PrometheusUrl;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly timeoutMillis: number;
  readonly maxBytes: number;
  /** Ends the request when the source is closed. */
  readonly closed: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly text: string;
}

const mostRedirects = 3;

/** One request and its whole answer within one deadline. Throws a RequestFailure where there is no answer. */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = new AbortController();
  const abort = () => deadline.abort();
  const timer = setTimeout(abort, request.timeoutMillis);
  request.closed.addEventListener("abort", abort, { once: true });
  try {
    request.closed.throwIfAborted();
    const response = await send(request, deadline.signal);
    return {
      status: response.status,
      contentType: (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "",
      retryAfter: response.headers.get("retry-after"),
      text: await readText(request, response),
    };
  } catch (cause) {
    if (cause instanceof RequestFailure) throw cause;
    if (request.closed.aborted) throw closedFailure(request.server);
    if (!deadline.signal.aborted) throw connectionFailure(request.server, cause);
    const seconds = request.timeoutMillis / 1000;
    throw failure("timeout", `Prometheus at ${request.server.base} did not answer in ${seconds} s`);
  } finally {
    clearTimeout(timer);
    request.closed.removeEventListener("abort", abort);
  }
}

export function closedFailure(server: PrometheusUrl): RequestFailure {
  return failure("unreachable", `the connection to Prometheus at ${server.base} was closed by this program`);
}

async function send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
  const isGet = request.method === "GET";
  let url = new URL(request.server.base + request.path);
  if (isGet) url.search = request.form.toString();
  for (let hop = 0; ; hop += 1) {
    const response = await fetch(url.href, initOf(request, signal));
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    if (hop === mostRedirects)
      throw failure("rejected", `Prometheus at ${request.server.base} redirects in a circle`);
    url = follow(request.server, url, location, isGet);
  }
}

function initOf({ method, form, headers, dispatcher }: HttpRequest, signal: AbortSignal): RequestInit {
  const type = method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {};
  const init = { method, headers: { ...headers, ...type }, redirect: "manual" as const, signal };
  return {
    ...init,
    ...(method === "POST" ? { body: form.toString() } : {}),
    // Node's own undici is one major older than ours; its fetch calls nothing but `dispatch`, which both share.
    dispatcher: dispatcher as unknown as NonNullable<RequestInit["dispatcher"]>,
  };
}

// Only within the same scheme, host and port: credentials go nowhere else, and a login page elsewhere is no API.
function follow(server: PrometheusUrl, from: URL, location: string, keepQuery: boolean): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to?.origin === from.origin) {
    if (keepQuery && to.search === "") to.search = from.search;
    return to;
  }
  const where = to === null ? "an address that cannot be read" : to.origin;
  const message = `Prometheus at ${server.base} redirects to ${where}: give the address of the API itself`;
  throw failure("rejected", message);
}

async function readText({ server, maxBytes }: HttpRequest, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) {
      throw failure(
        "too-heavy",
        `Prometheus at ${server.base} sent more than ${maxBytes} bytes in one answer`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}
