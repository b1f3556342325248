import { connectionFailure } from "./connection-failure.ts";
import type { PrometheusUrl } from "./prometheus-url.ts";
import { failure, RequestFailure } from "./request-failure.ts";

/** Ends a request when waiting for it takes too long, or when the source is closed. */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #server: PrometheusUrl;
  readonly #millis: number;
  readonly #closed: AbortSignal;
  readonly #onClosed = () => this.#abort.abort();
  #timer: NodeJS.Timeout | undefined;

  constructor(server: PrometheusUrl, millis: number, closed: AbortSignal) {
    this.#server = server;
    this.#millis = millis;
    this.#closed = closed;
    if (closed.aborted) this.#abort.abort();
    closed.addEventListener("abort", this.#onClosed, { once: true });
  }

  /** Aborted when time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Gives the whole of the time, from now. */
  start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#abort.abort(), this.#millis);
  }

  /** Stops counting: nobody waits for the server now. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the request if it is still under way. */
  end(): void {
    this.pause();
    this.#closed.removeEventListener("abort", this.#onClosed);
    this.#abort.abort();
  }

  /** What to tell of an error that sending or reading gave. */
  failureOf(cause: unknown): RequestFailure {
    if (cause instanceof RequestFailure) return cause;
    if (this.#closed.aborted) return closedFailure(this.#server);
    if (!this.#abort.signal.aborted) return connectionFailure(this.#server, cause);
    const seconds = this.#millis / 1000;
    return failure("timeout", `Prometheus at ${this.#server.base} did not answer in ${seconds} s`);
  }
}

export function closedFailure(server: PrometheusUrl): RequestFailure {
  return failure("unreachable", `the connection to Prometheus at ${server.base} was closed by this program`);
}
