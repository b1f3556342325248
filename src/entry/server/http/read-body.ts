import type { IncomingMessage } from "node:http";

/** GitHub sends nothing larger than 25 MB. */
const mostBodyBytes = 25 * 1024 * 1024;

/** All bodies that are read at the same time, whoever sends them: nobody has shown a signature yet. */
const mostAtOnce = 8 * mostBodyBytes;

export type Body =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** Others send too much right now. */
  | { readonly kind: "too-busy" }
  | { readonly kind: "broken-off" };

/** Reads bodies within bounds, of each and of all together. What is over a bound is left unread. */
export function createBodyReader(): (request: IncomingMessage) => Promise<Body> {
  let held = 0;
  return async (request) => {
    if (Number(request.headers["content-length"] ?? 0) > mostBodyBytes) return { kind: "too-large" };
    const pieces: Buffer[] = [];
    let size = 0;
    const excess = (piece: Buffer): "too-large" | "too-busy" | null => {
      size += piece.length;
      held += piece.length;
      pieces.push(piece);
      if (size > mostBodyBytes) return "too-large";
      return held > mostAtOnce ? "too-busy" : null;
    };
    try {
      const ended = await readPieces(request, excess);
      return ended === "read" ? { kind: ended, bytes: Buffer.concat(pieces) } : { kind: ended };
    } finally {
      held -= size;
    }
  };
}

/** Until the end or the first excess. Iterating over the request would destroy it then, and nobody could answer. */
function readPieces(
  request: IncomingMessage,
  excess: (piece: Buffer) => "too-large" | "too-busy" | null,
): Promise<Body["kind"]> {
  return new Promise((resolve) => {
    const end = (how: Body["kind"]): void => {
      request.off("data", onData);
      request.pause();
      resolve(how);
    };
    const onData = (piece: Buffer): void => {
      const over = excess(piece);
      if (over !== null) end(over);
    };
    request.on("data", onData);
    request.once("end", () => end("read"));
    request.once("error", () => end("broken-off"));
    request.once("close", () => end("broken-off"));
  });
}
