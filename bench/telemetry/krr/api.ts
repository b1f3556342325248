import { gunzipSync } from "node:zlib";
import PQueue from "p-queue";
import { Pool } from "undici";
import type { Instant } from "../../../src/core/model/index.ts";

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: { readonly result: readonly Series[] };
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

/** Instant queries over connections that are kept, `concurrency` at a time; counts what comes back, packed as it is. */
export class Api {
  requests = 0;
  bytes = 0;
  samples = 0;
  readonly #time: string;
  readonly #pool: Pool;
  readonly #queue: PQueue;

  constructor(url: string, at: Instant, concurrency: number) {
    this.#time = `${at / 1000}`;
    this.#pool = new Pool(url, { connections: concurrency, headersTimeout: 0, bodyTimeout: 0 });
    this.#queue = new PQueue({ concurrency });
  }

  query(promql: string): Promise<readonly Series[]> {
    return this.#queue.add(() => this.#send(promql));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #send(query: string): Promise<readonly Series[]> {
    this.requests += 1;
    const { headers, body } = await this.#pool.request({
      method: "POST",
      path: "/api/v1/query",
      // As the client of KRR does, without being told to.
      headers: { "content-type": "application/x-www-form-urlencoded", "accept-encoding": "gzip" },
      body: new URLSearchParams({ query, time: this.#time }).toString(),
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    this.bytes += bytes.length;
    const text = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    const answer = JSON.parse(text.toString("utf8")) as Answer;
    if (answer.status !== "success") throw new Error(`${answer.error}: ${query}`);
    const { result } = answer.data;
    for (const { values } of result) this.samples += values?.length ?? 1;
    return result;
  }
}
