import { answerFailure, notThisApi } from "../answer-failure.ts";
import type { PrometheusClient } from "../client.ts";
import { readEnvelope } from "../envelope.ts";
import type { HttpAnswer } from "../http-exchange.ts";
import type { HttpStream } from "../http-stream.ts";
import { failure, type RequestFailure } from "../request-failure.ts";

/**
 * Says why an answer is not the stream that was asked for, and ends it. `what` names the protocol for people.
 * Throws a RequestFailure where not even the refusal can be read.
 */
export async function refusedAnswer(
  client: PrometheusClient,
  stream: HttpStream,
  what: string,
): Promise<RequestFailure> {
  try {
    // What stands under a success is not for us, and can be long.
    const answer = stream.status < 300 ? bodiless(stream) : await stream.readAnswer();
    return refusalOf(client, answer, what);
  } finally {
    stream.close();
  }
}

/** Without its parameters, in lower case. */
export function mediaTypeOf({ contentType }: Pick<HttpStream, "contentType">): string {
  return contentType.split(";")[0]?.trim().toLowerCase() ?? "";
}

function bodiless(stream: HttpStream): HttpAnswer {
  return { status: stream.status, contentType: mediaTypeOf(stream), retryAfter: null, text: "" };
}

function refusalOf({ asked }: PrometheusClient, answer: HttpAnswer, what: string): RequestFailure {
  const { status, contentType, text } = answer;
  if (status === 404 || status === 405 || status === 501)
    return failure("not-found", `Prometheus at ${asked.base} has no ${what} (HTTP ${status})`);
  if (status < 300) return notThisApi(asked, answer);
  // Prometheus refuses a read in plain text, and VictoriaMetrics an export.
  const isPlain = contentType === "text/plain" && text.trim() !== "";
  const error = text.replace(victoriaPreamble, "");
  const envelope = readEnvelope(text) ?? (isPlain ? { status: "error" as const, error } : null);
  // The reader asks for half of the time instead of asking for the same again.
  return answerFailure({ ...asked, isHalved: true }, answer, envelope);
}

// It repeats the whole request before it says what is wrong.
const victoriaPreamble = /^remoteAddr: [^;]*; requestURI: \S*; /;
