import type { Labels } from "../../../core/model/index.ts";
import { histogramsLeftOut, type PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import type { PieceReader, RawProtocol, SampleBuffer, SeriesPiece } from "../raw-samples/index.ts";
import { decodeLabels, readChunks } from "./chunked-response.ts";
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
    else yield new XorPiece(chunk.key, chunk.data);
  }
}

// There are hundreds of thousands: a class makes them cheaper than closures.
class XorPiece implements SeriesPiece {
  readonly key: string;
  readonly #data: Uint8Array;

  constructor(key: string, data: Uint8Array) {
    this.key = key;
    this.#data = data;
  }

  labels(): Labels {
    return decodeLabels(this.key);
  }

  appendTo(samples: SampleBuffer): boolean {
    return decodeXorChunk(this.#data, samples);
  }
}
