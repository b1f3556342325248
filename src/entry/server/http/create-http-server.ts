import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Reply, send } from "./reply.ts";

/** What answers at a path, for one method. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly answer: (request: IncomingMessage) => Promise<Reply>;
}

/** A server of these routes and nothing else. Not listening yet. */
export function createHttpServer(routes: readonly Route[], onFailure: (error: unknown) => void): Server {
  const server = createServer(
    {
      // GitHub sends a delivery in one go; who takes longer holds a connection for no good.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      answer(routes, request)
        .catch((error: unknown): Reply => {
          onFailure(error);
          return { status: 500, text: "failed\n" };
        })
        .then((reply) => send(request, response, reply))
        .catch(onFailure);
    },
  );
  server.maxConnections = 2_000;
  // Half a request, or something that is no HTTP: nobody's business.
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<Reply> {
  const [path] = (request.url ?? "").split("?", 1);
  const here = routes.filter((route) => route.path === path);
  const route = here.find(({ method }) => method === request.method);
  if (route !== undefined) return await route.answer(request);
  return here.length > 0
    ? { status: 405, text: "another method\n", closes: true }
    : { status: 404, text: "nothing here\n", closes: true };
}
