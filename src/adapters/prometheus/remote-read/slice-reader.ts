import type { LabelMatcher, RangeSeries, Window } from "../../../core/model/index.ts";
import { histogramsLeftOut, type PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import { type Chunk, readChunks } from "./chunked-response.ts";
import { FrameReader } from "./frames.ts";
import { MalformedAnswer } from "./malformed-answer.ts";
import { malformedFailure, openChunks } from "./open-chunks.ts";
import { encodeReadRequest } from "./read-request.ts";
import type { SeriesPages } from "./series-pages.ts";

/** One answer under way. */
interface Reading {
  readonly stream: HttpStream;
  readonly frames: FrameReader;
  chunks: Iterator<Chunk>;
}

/**
 * Reads a part of the time page by page. A page that fails for a passing reason is asked for again from the start of
 * the part, without what was given out before. Holds a connection until `close`.
 */
export class SliceReader {
  readonly #client: PrometheusClient;
  readonly #request: Uint8Array;
  readonly #window: Window;
  readonly #pages: SeriesPages;
  #reading: Reading | null = null;
  #isAtEnd = false;

  constructor(
    client: PrometheusClient,
    matchers: readonly LabelMatcher[],
    window: Window,
    pages: SeriesPages,
  ) {
    this.#client = client;
    this.#request = encodeReadRequest(matchers, window);
    this.#window = window;
    this.#pages = pages;
  }

  /** The next page, which may be empty; `null` after the last. Throws a PortError. */
  async next(): Promise<readonly RangeSeries[] | null> {
    return this.#isAtEnd ? null : this.#client.run(() => this.#attempt());
  }

  close(): void {
    this.#reading?.stream.close();
    this.#reading = null;
  }

  async #attempt(): Promise<readonly RangeSeries[]> {
    this.#reading ??= await this.#open();
    const { stream } = this.#reading;
    stream.resume();
    try {
      return await this.#readPage(this.#reading);
    } catch (cause) {
      this.close();
      throw cause instanceof MalformedAnswer ? malformedFailure(this.#client.asked, cause) : cause;
    } finally {
      stream.pause();
    }
  }

  async #open(): Promise<Reading> {
    const stream = await openChunks(this.#client, this.#request);
    this.#pages.restart(this.#window);
    return { stream, frames: new FrameReader(() => stream.read()), chunks: [].values() };
  }

  async #readPage(reading: Reading): Promise<readonly RangeSeries[]> {
    for (;;) {
      if (this.#addChunks(reading.chunks)) return this.#pages.take();
      const frame = await reading.frames.next();
      if (frame === null) break;
      reading.chunks = readChunks(frame);
    }
    this.#isAtEnd = true;
    this.close();
    return this.#pages.takeRest();
  }

  /** Adds what is left of a frame; true where the page became full before. */
  #addChunks(chunks: Iterator<Chunk>): boolean {
    for (let next = chunks.next(); next.done !== true; next = chunks.next()) {
      if (next.value.encoding === "histogram") this.#client.warn(histogramsLeftOut);
      else this.#client.countSamples(this.#pages.add(next.value));
      if (this.#pages.isFull) return true;
    }
    return false;
  }
}
