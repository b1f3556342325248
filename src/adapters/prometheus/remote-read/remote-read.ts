import type { RawProtocol } from "../raw-samples/index.ts";
import type { Decoder } from "./decoder.ts";
import { FramePieces } from "./frame-pieces.ts";
import { openChunks } from "./open-chunks.ts";
import { encodeReadRequest } from "./read-request.ts";

export function remoteRead(decoder: Decoder): RawProtocol {
  return {
    open: (client, { matchers, window }) => openChunks(client, encodeReadRequest(matchers, window)),
    piecesOf: (client, stream) => new FramePieces(client, stream, decoder),
  };
}
