import { setMaxListeners } from "node:events";
import PQueue from "p-queue";
import type { Dispatcher } from "undici";
import type { SourceCost } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { type Asked, answerFailure, notThisApi } from "./answer-failure.ts";
import { type RequestHeaders, requestHeaders } from "./credentials.ts";
import { closedFailure } from "./deadline.ts";
import { type Decoded, MalformedData, UnusableType } from "./decode.ts";
import { type Envelope, readEnvelope } from "./envelope.ts";
import { openAgent } from "./http-agent.ts";
import { exchange, type HttpAnswer, type HttpRequest } from "./http-exchange.ts";
import { type HttpStream, openStream } from "./http-stream.ts";
import { incompleteFailure } from "./incomplete.ts";
import { type Limits, limitsOf, type PrometheusOptions } from "./options.ts";
import { PostSupport } from "./post-support.ts";
import { failure } from "./request-failure.ts";
import { withRetries } from "./retry.ts";
import { Warnings } from "./warnings.ts";

/** One request of the API: `path` below the base, form fields, and how to read `data`. */
export interface Question<T> {
  readonly path: string;
  readonly form: URLSearchParams;
  /** Label values and build info are served to GET only. */
  readonly onlyGet?: boolean;
  /** A shorter one follows where this one takes too long, in place of the same one again. */
  readonly isHalved?: boolean;
  readonly decode: (data: unknown, answer: HttpAnswer) => Decoded<T>;
}

/** A request whose answer is read while it comes: `path` below the base. */
export interface StreamedPost {
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly headers: Readonly<Record<string, string>>;
}

export const histogramsLeftOut = "native histograms were left out of an answer";

/** Asks one Prometheus API, within its limits. Holds the connections; `close` gives them back. */
export class PrometheusClient {
  readonly limits: Limits;
  readonly #options: PrometheusOptions;
  readonly #headers: RequestHeaders;
  readonly #queue: PQueue;
  readonly #closed = new AbortController();
  readonly #warnings = new Warnings();
  readonly #post = new PostSupport();
  #agent: Promise<Dispatcher> | null = null;
  #isVictoria = false;
  #cost = { queries: 0, samples: 0, bytes: 0 };

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.limits = limitsOf(options);
    this.#headers = requestHeaders(options);
    setMaxListeners(0, this.#closed.signal); // one for each request under way
    this.#queue = new PQueue({ concurrency: this.limits.concurrency });
  }

  /** The decoded data, after retries. Throws a PortError. */
  async ask<T>(question: Question<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await this.attempt(() => this.#askOnce(question));
    } finally {
      leave();
    }
  }

  /** Waits for a turn, and keeps it until the function that it gives is called. */
  enter(): Promise<() => void> {
    return new Promise((resolve) => {
      void this.#queue.add(() => new Promise<void>((leave) => resolve(leave)));
    });
  }

  /** Does a piece of work of a turn, and again where it failed for a passing reason. Throws a PortError. */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const policy = {
      firstMillis: this.limits.firstRetryMillis,
      totalMillis: 2 * this.limits.timeoutMillis,
      stop: this.#closed.signal,
    };
    try {
      return await withRetries(work, policy);
    } catch (problem) {
      if (problem instanceof PortError || !this.#closed.signal.aborted) throw problem;
      throw closedFailure(this.#options.url).reason;
    }
  }

  /** Posts once, and gives the answer while it comes. For use within `attempt`. Throws a RequestFailure. */
  async open(post: StreamedPost): Promise<HttpStream> {
    const { path, body } = post;
    return openStream(await this.#request({ method: "POST", path, query: "", body }, post.headers));
  }

  /** What error messages need of the server. */
  get asked(): Asked {
    return { base: this.#options.url.base, ...this.#headers };
  }

  /** An answer came from VictoriaMetrics, or through its proxy. */
  get isVictoria(): boolean {
    return this.#isVictoria;
  }

  countSamples(count: number): void {
    this.#cost.samples += count;
  }

  warn(text: string): void {
    this.#warnings.add(text, this.#headers.secrets);
  }

  cost(): SourceCost {
    return { ...this.#cost };
  }

  warnings(): readonly string[] {
    return this.#warnings.all();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const agent = await this.#agent?.catch(() => null);
    await agent?.destroy();
  }

  async #askOnce<T>(question: Question<T>): Promise<T> {
    const ask = (method: "GET" | "POST") => this.#exchange(question, method);
    return this.#read(question, await (question.onlyGet === true ? ask("GET") : this.#post.ask(ask)));
  }

  async #exchange<T>({ path, form }: Question<T>, method: "GET" | "POST"): Promise<HttpAnswer> {
    const fields = form.toString();
    const sent =
      method === "GET"
        ? // A plus is a blank in forms only; a signature is over what the server takes it for.
          { method, path, query: fields.replaceAll("+", "%20"), body: null }
        : { method, path, query: "", body: fields };
    const type = method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {};
    return exchange(await this.#request(sent, type));
  }

  async #request(
    sent: Pick<HttpRequest, "method" | "path" | "query" | "body">,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpRequest> {
    this.#agent ??= openAgent(
      this.#options.url,
      this.#options.tls ?? {},
      this.limits.concurrency,
      (count) => {
        this.#cost.bytes += count;
      },
    );
    const dispatcher = await this.#agent;
    this.#cost.queries += 1;
    return {
      ...sent,
      server: this.#options.url,
      path: `/api/v1/${sent.path}`,
      headers: { ...this.#headers.headers, ...headers },
      authorize: this.#headers.authorize,
      dispatcher,
      timeoutMillis: this.limits.timeoutMillis,
      maxBytes: this.limits.maxResponseBytes,
      closed: this.#closed.signal,
    };
  }

  #read<T>(question: Question<T>, answer: HttpAnswer): T {
    const asked = { ...this.asked, isHalved: question.isHalved === true };
    if (answer.isFromVictoria === true) this.#isVictoria = true;
    const envelope = readEnvelope(answer.text);
    const isSuccess = answer.status >= 200 && answer.status < 300;
    if (isSuccess && envelope === null) throw notThisApi(asked, answer);
    if (!isSuccess || envelope?.status !== "success") throw answerFailure(asked, answer, envelope);
    const decoded = this.#decode(question, envelope, answer);
    this.#cost.samples += decoded.samples;
    const incomplete = incompleteFailure(asked, envelope);
    if (incomplete !== null) throw incomplete;
    for (const text of [...(envelope.warnings ?? []), ...(envelope.infos ?? [])]) this.warn(text);
    if (decoded.histograms > 0) this.warn(histogramsLeftOut);
    return decoded.value;
  }

  #decode<T>(question: Question<T>, { data }: Envelope, answer: HttpAnswer): Decoded<T> {
    const at = `Prometheus at ${this.#options.url.base}`;
    try {
      return question.decode(data, answer);
    } catch (cause) {
      if (cause instanceof MalformedData) throw failure("bad-answer", `${at}: the answer ${cause.message}`);
      if (!(cause instanceof UnusableType)) throw cause;
      throw failure("rejected", `${at}: the expression gives a ${cause.message}, and not a value per series`);
    }
  }
}
