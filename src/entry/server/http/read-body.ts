import type { IncomingMessage } from "node:http";

/** GitHub sends nothing larger than 25 MB. */
export const mostBodyBytes = 25 * 1024 * 1024;

/** All bodies that are read at the same time, whoever sends them: nobody has shown a signature yet. */
const mostAtOnce = 8 * mostBodyBytes;

export type Body =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** Others send too much right now. */
  | { readonly kind: "too-busy" }
  | { readonly kind: "broken-off" };

/** Reads bodies within bounds, of each and of all together. */
export function createBodyReader(): (request: IncomingMessage) => Promise<Body> {
  let held = 0;
  return async (request) => {
    if (Number(request.headers["content-length"] ?? 0) > mostBodyBytes) return { kind: "too-large" };
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of request) {
        if (!Buffer.isBuffer(piece)) continue;
        size += piece.length;
        held += piece.length;
        if (size > mostBodyBytes) return { kind: "too-large" };
        if (held > mostAtOnce) return { kind: "too-busy" };
        pieces.push(piece);
      }
      return { kind: "read", bytes: Buffer.concat(pieces) };
    } catch {
      return { kind: "broken-off" };
    } finally {
      held -= size;
    }
  };
}
