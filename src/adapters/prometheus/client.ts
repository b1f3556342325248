import { setMaxListeners } from "node:events";
import PQueue from "p-queue";
import type { Dispatcher } from "undici";
import type { SourceCost } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { answerFailure, notThisApi } from "./answer-failure.ts";
import { type RequestHeaders, requestHeaders } from "./credentials.ts";
import { type Decoded, MalformedData, UnusableType } from "./decode.ts";
import { type Envelope, readEnvelope } from "./envelope.ts";
import { openAgent } from "./http-agent.ts";
import { closedFailure, exchange, type HttpAnswer } from "./http-exchange.ts";
import { type Limits, limitsOf, type PrometheusOptions } from "./options.ts";
import { failure } from "./request-failure.ts";
import { withRetries } from "./retry.ts";
import { Warnings } from "./warnings.ts";

/** One request of the API: `path` below the base, form fields, and how to read `data`. */
export interface Question<T> {
  readonly path: string;
  readonly form: URLSearchParams;
  /** Label values and build info are served to GET only. */
  readonly onlyGet?: boolean;
  readonly decode: (data: unknown) => Decoded<T>;
}

/** Asks one Prometheus API, within its limits. Holds the connections; `close` gives them back. */
export class PrometheusClient {
  readonly limits: Limits;
  readonly #options: PrometheusOptions;
  readonly #headers: RequestHeaders;
  readonly #queue: PQueue;
  readonly #closed = new AbortController();
  readonly #warnings = new Warnings();
  #agent: Promise<Dispatcher> | null = null;
  #refusesPost = false;
  #cost = { queries: 0, samples: 0, bytes: 0 };

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.limits = limitsOf(options);
    this.#headers = requestHeaders(options);
    setMaxListeners(0, this.#closed.signal); // one for each request under way
    this.#queue = new PQueue({ concurrency: this.limits.concurrency });
  }

  /** The decoded data, after retries. Throws a PortError. */
  ask<T>(question: Question<T>): Promise<T> {
    const policy = {
      firstMillis: this.limits.firstRetryMillis,
      totalMillis: 2 * this.limits.timeoutMillis,
      stop: this.#closed.signal,
    };
    return this.#queue.add(async () => {
      try {
        return await withRetries(() => this.#attempt(question), policy);
      } catch (problem) {
        if (problem instanceof PortError || !this.#closed.signal.aborted) throw problem;
        throw closedFailure(this.#options.url).reason;
      }
    });
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

  async #attempt<T>(question: Question<T>): Promise<T> {
    const mayPost = question.onlyGet !== true && !this.#refusesPost;
    const answer = await this.#exchange(question, mayPost ? "POST" : "GET");
    if (!mayPost || answer.status !== 405) return this.#read(question, answer);
    // A read-only proxy in front of it; remembered, so that it is learned once.
    this.#refusesPost = true;
    return this.#read(question, await this.#exchange(question, "GET"));
  }

  async #exchange<T>({ path, form }: Question<T>, method: "GET" | "POST"): Promise<HttpAnswer> {
    this.#agent ??= openAgent(this.#options.tls ?? {}, this.limits.concurrency, (count) => {
      this.#cost.bytes += count;
    });
    const dispatcher = await this.#agent;
    this.#cost.queries += 1;
    return exchange({
      server: this.#options.url,
      method,
      path: `/api/v1/${path}`,
      form,
      headers: this.#headers.headers,
      dispatcher,
      timeoutMillis: this.limits.timeoutMillis,
      maxBytes: this.limits.maxResponseBytes,
      closed: this.#closed.signal,
    });
  }

  #read<T>(question: Question<T>, answer: HttpAnswer): T {
    const asked = { base: this.#options.url.base, ...this.#headers };
    const envelope = readEnvelope(answer.text);
    const isSuccess = answer.status >= 200 && answer.status < 300;
    if (isSuccess && envelope === null) throw notThisApi(asked, answer);
    if (!isSuccess || envelope?.status !== "success") throw answerFailure(asked, answer, envelope);
    const decoded = this.#decode(question, envelope);
    this.#cost.samples += decoded.samples;
    for (const text of [...(envelope.warnings ?? []), ...(envelope.infos ?? [])]) {
      this.#warnings.add(text, this.#headers.secrets);
    }
    if (decoded.histograms > 0) this.#warnings.add("native histograms were left out of an answer", []);
    return decoded.value;
  }

  #decode<T>(question: Question<T>, { data }: Envelope): Decoded<T> {
    const at = `Prometheus at ${this.#options.url.base}`;
    try {
      return question.decode(data);
    } catch (cause) {
      if (cause instanceof MalformedData) throw failure("bad-answer", `${at}: the answer ${cause.message}`);
      if (!(cause instanceof UnusableType)) throw cause;
      throw failure("rejected", `${at}: the expression gives a ${cause.message}, and not a value per series`);
    }
  }
}
