import { histogramsLeftOut, type PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import type { PieceReader, RawProtocol, SeriesPiece } from "../raw-samples/index.ts";
import { type Chunk, decodeLabels, readChunks } from "./chunked-response.ts";
import { FrameReader } from "./frames.ts";
import { openChunks } from "./open-chunks.ts";
import { encodeReadRequest } from "./read-request.ts";
import { decodeXorChunk } from "./xor-chunk.ts";

export const remoteRead: RawProtocol = {
  open: (client, { matchers, window }) => openChunks(client, encodeReadRequest(matchers, window)),
  piecesOf: framesOf,
};

function framesOf(client: PrometheusClient, stream: HttpStream): PieceReader {
  const frames = new FrameReader(() => stream.read());
  return {
    next: async () => {
      const frame = await frames.next();
      return frame === null ? null : floatsIn(client, frame);
    },
  };
}

function* floatsIn(client: PrometheusClient, frame: Uint8Array): Generator<SeriesPiece> {
  for (const chunk of readChunks(frame)) {
    if (chunk.encoding === "histogram") client.warn(histogramsLeftOut);
    else yield pieceOf(chunk);
  }
}

function pieceOf({ key, data }: Chunk): SeriesPiece {
  return {
    key,
    labels: () => decodeLabels(key),
    appendTo: (samples) => decodeXorChunk(data, samples),
  };
}
