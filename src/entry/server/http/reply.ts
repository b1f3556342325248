import type { IncomingMessage, ServerResponse } from "node:http";

/** Status and a line of text; never anything of what was sent to us. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
  /** The request was not read to its end, so the connection cannot go on. */
  readonly closes?: true;
}

/** How long a client may take to see that it was refused, in milliseconds. */
const goodbyeMillis = 1_000;

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  // Gone from the request once the client has hung up.
  const { socket } = request;
  response.writeHead(reply.status, {
    "content-type": reply.type ?? "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(reply.text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(reply.closes ? { connection: "close" } : {}),
  });
  if (!reply.closes || request.complete) {
    response.end(reply.text);
    return;
  }
  // Closing at once would reset the connection under a client that still sends, and it would never see why. What it
  // sends is not read any more: it fills the connection's buffers and no more.
  response.write(reply.text);
  setTimeout(() => socket.destroy(), goodbyeMillis).unref();
}
