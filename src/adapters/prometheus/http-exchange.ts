import { Deadline } from "./deadline.ts";
import type { PrometheusUrl } from "./prometheus-url.ts";
import { failure } from "./request-failure.ts";
import { type IncomingResponse, type OutgoingRequest, sendRequest } from "./send-request.ts";

export interface HttpRequest extends OutgoingRequest {
  readonly timeoutMillis: number;
  readonly maxBytes: number;
  /** Ends the request when the source is closed. */
  readonly closed: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  /** Carries the header that every product of VictoriaMetrics sets. */
  readonly isFromVictoria?: boolean;
  readonly text: string;
}

/** One request and its whole answer within one deadline. Throws a RequestFailure where there is no answer. */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = new Deadline(request.server, request.timeoutMillis, request.closed);
  deadline.start();
  try {
    const response = await sendRequest(request, deadline.signal);
    return await readAnswer(request.server, response, request.maxBytes);
  } catch (cause) {
    throw deadline.failureOf(cause);
  } finally {
    deadline.end();
  }
}

/** The answer with its body as text. Throws a RequestFailure `too-heavy` where that is longer than allowed. */
export async function readAnswer(
  server: PrometheusUrl,
  response: IncomingResponse,
  maxBytes: number,
): Promise<HttpAnswer> {
  return {
    status: response.status,
    contentType: (response.header("content-type") ?? "").split(";")[0]?.trim() ?? "",
    retryAfter: response.header("retry-after"),
    isFromVictoria: response.header("x-server-hostname") !== null,
    text: await readText(server, response, maxBytes),
  };
}

async function readText(
  { base }: PrometheusUrl,
  { body }: IncomingResponse,
  maxBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const incoming: AsyncIterable<Uint8Array> = body;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBytes)
      throw failure("too-heavy", `Prometheus at ${base} sent more than ${maxBytes} bytes in one answer`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}
