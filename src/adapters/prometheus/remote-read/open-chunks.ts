import type { PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import { mediaTypeOf, refusedAnswer } from "../raw-samples/index.ts";
import { failure } from "../request-failure.ts";
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
  const mediaType = mediaTypeOf(stream);
  if (stream.status === 200 && mediaType === "application/x-streamed-protobuf") return stream;
  if (stream.status !== 200 || mediaType !== "application/x-protobuf")
    throw await refusedAnswer(client, stream, "remote read");
  stream.close();
  const message = `Prometheus at ${client.asked.base} answers remote read with samples, and not with streamed chunks`;
  throw failure("bad-answer", message);
}
