import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the fake received it. */
export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Fields of the form, or of the query where there is no body. */
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void;

export interface FakeApi {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  stop(): Promise<void>;
}

/**
 * A server on loopback that misbehaves as told: the n-th request gets the n-th answer, the last one is repeated.
 */
export async function startFakeApi(...answers: readonly [Answer, ...Answer[]]): Promise<FakeApi> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (text: string) => {
      body += text;
    });
    incoming.on("end", () => {
      const url = new URL(incoming.url ?? "/", "http://fake");
      const form = body === "" ? url.searchParams : new URLSearchParams(body);
      const request = { method: incoming.method ?? "", path: url.pathname, form, headers: incoming.headers };
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0];
      requests.push(request);
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and a body; objects become JSON. */
export function reply(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

/** Answers with success and this data. */
export function success(data: unknown, more: Record<string, unknown> = {}): Answer {
  return reply(200, { status: "success", data, ...more });
}

/** Answers as Prometheus does when it refuses. */
export function refusal(status: number, errorType: string, error: string): Answer {
  return reply(status, { status: "error", errorType, error });
}

export const emptyVector: Answer = success({ resultType: "vector", result: [] });
