import { type Asked, answerFailure, isHeavy, notThisApi } from "../answer-failure.ts";
import type { PrometheusClient } from "../client.ts";
import { readEnvelope } from "../envelope.ts";
import type { HttpAnswer } from "../http-exchange.ts";
import type { HttpStream } from "../http-stream.ts";
import { oneLine } from "../one-line.ts";
import { failure, type RequestFailure } from "../request-failure.ts";
import type { MalformedAnswer } from "./malformed-answer.ts";
import { asSnappyBlock } from "./snappy-block.ts";

const headers = {
  "content-type": "application/x-protobuf",
  "content-encoding": "snappy",
  "x-prometheus-remote-read-version": "0.1.0",
  accept: "application/x-streamed-protobuf",
  // Chunks are packed already.
  "accept-encoding": "identity",
};

/** Sends a ReadRequest once; the stream holds frames of chunks, and its clock runs. Throws a RequestFailure. */
export async function openChunks(client: PrometheusClient, request: Uint8Array): Promise<HttpStream> {
  const stream = await client.open({ path: "read", body: asSnappyBlock(request), headers });
  stream.resume();
  const mediaType = stream.contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (stream.status === 200 && mediaType === "application/x-streamed-protobuf") return stream;
  try {
    // What stands under a success is not for us, and can be long.
    const answer = stream.status < 300 ? bodiless(stream, mediaType) : await stream.readAnswer();
    throw refusalOf(client.asked, answer);
  } finally {
    stream.close();
  }
}

/** What to tell of an answer that cannot be decoded. */
export function malformedFailure(asked: Asked, { message, text }: MalformedAnswer): RequestFailure {
  const at = `Prometheus at ${asked.base}`;
  if (text === null) return failure("bad-answer", `${at}: the answer ${message}`);
  const said = oneLine(text, asked.secrets);
  if (isHeavy({ error: text })) return failure("too-heavy", `${at} found the query too heavy: ${said}`);
  return failure("unreachable", `${at} stopped within its answer: ${said}`, { again: true });
}

function bodiless({ status }: HttpStream, contentType: string): HttpAnswer {
  return { status, contentType, retryAfter: null, text: "" };
}

function refusalOf(asked: Asked, answer: HttpAnswer): RequestFailure {
  const { status, contentType, text } = answer;
  const at = `Prometheus at ${asked.base}`;
  if (status === 404 || status === 405 || status === 501)
    return failure("not-found", `${at} has no remote read (HTTP ${status})`);
  if (status < 300 && contentType === "application/x-protobuf")
    return failure("bad-answer", `${at} answers remote read with samples, and not with streamed chunks`);
  if (status < 300) return notThisApi(asked, answer);
  // Prometheus itself refuses a read in plain text.
  const isPlain = contentType === "text/plain" && text.trim() !== "";
  const envelope = readEnvelope(text) ?? (isPlain ? { status: "error" as const, error: text } : null);
  // The reader asks for half of the time instead of asking for the same again.
  return answerFailure({ ...asked, isHalved: true }, answer, envelope);
}
