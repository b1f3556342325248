import { Deadline } from "./deadline.ts";
import { type HttpAnswer, type HttpRequest, readAnswer } from "./http-exchange.ts";
import { type IncomingResponse, sendRequest } from "./send-request.ts";

/** An answer that is read while it comes. Holds a connection; `close` gives it back. */
export interface HttpStream {
  readonly status: number;
  /** With its parameters. */
  readonly contentType: string;
  /** The next bytes, as many as have come; `null` at the end. Throws a RequestFailure. */
  read(): Promise<Uint8Array | null>;
  /** The rest as text, where it is an answer for people. Throws a RequestFailure. */
  readAnswer(): Promise<HttpAnswer>;
  /** Gives the server the whole of the time, from now until `pause`. */
  resume(): void;
  pause(): void;
  close(): void;
}

/** Sends a request and gives its answer as soon as that begins, paused. Throws a RequestFailure. */
export async function openStream(request: HttpRequest): Promise<HttpStream> {
  const deadline = new Deadline(request.server, request.timeoutMillis, request.closed);
  deadline.start();
  try {
    const response = await sendRequest(request, deadline.signal);
    deadline.pause();
    return streamOf(request, response, deadline);
  } catch (cause) {
    const problem = deadline.failureOf(cause);
    deadline.end();
    throw problem;
  }
}

function streamOf(request: HttpRequest, response: IncomingResponse, deadline: Deadline): HttpStream {
  const incoming: AsyncIterable<Uint8Array> = response.body;
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw deadline.failureOf(cause);
    }
  };
  return {
    status: response.status,
    contentType: response.header("content-type") ?? "",
    read: () =>
      failing(async () => {
        chunks ??= incoming[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        return done === true ? null : value;
      }),
    readAnswer: () => failing(() => readAnswer(request.server, response, request.maxBytes)),
    resume: () => deadline.start(),
    pause: () => deadline.pause(),
    close: () => deadline.end(),
  };
}
