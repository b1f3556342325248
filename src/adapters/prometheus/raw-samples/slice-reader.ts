import type { RangeSeries } from "../../../core/model/index.ts";
import { type Asked, isHeavy } from "../answer-failure.ts";
import type { PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import { oneLine } from "../one-line.ts";
import { failure, type RequestFailure } from "../request-failure.ts";
import { MalformedAnswer } from "./malformed-answer.ts";
import type { PieceReader, RawProtocol, RawQuestion, SeriesPiece } from "./raw-protocol.ts";
import type { SeriesPages } from "./series-pages.ts";

/** One answer under way. */
interface Reading {
  readonly stream: HttpStream;
  readonly answer: PieceReader;
  pieces: Iterator<SeriesPiece>;
}

/**
 * Reads a part of the time page by page. A page that fails for a passing reason is asked for again from the start of
 * the part, without what was given out before. Keeps its turn, and a connection, until `close`.
 */
export class SliceReader {
  readonly #client: PrometheusClient;
  readonly #protocol: RawProtocol;
  readonly #question: RawQuestion;
  readonly #pages: SeriesPages;
  #leave: (() => void) | null = null;
  #reading: Reading | null = null;
  #isAtEnd = false;

  constructor(client: PrometheusClient, protocol: RawProtocol, question: RawQuestion, pages: SeriesPages) {
    this.#client = client;
    this.#protocol = protocol;
    this.#question = question;
    this.#pages = pages;
  }

  /** The next page, which may be empty; `null` after the last. Throws a PortError. */
  async next(): Promise<readonly RangeSeries[] | null> {
    if (this.#isAtEnd) return null;
    this.#leave ??= await this.#client.enter();
    return this.#client.attempt(() => this.#attempt());
  }

  close(): void {
    this.#endReading();
    this.#leave?.();
    this.#leave = null;
  }

  #endReading(): void {
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
      this.#endReading();
      throw cause instanceof MalformedAnswer ? malformedFailure(this.#client.asked, cause) : cause;
    } finally {
      stream.pause();
    }
  }

  async #open(): Promise<Reading> {
    const stream = await this.#protocol.open(this.#client, this.#question);
    this.#pages.restart(this.#question.window);
    return { stream, answer: this.#protocol.piecesOf(this.#client, stream), pieces: [].values() };
  }

  async #readPage(reading: Reading): Promise<readonly RangeSeries[]> {
    for (;;) {
      if (this.#addPieces(reading.pieces)) return this.#pages.take();
      const pieces = await reading.answer.next();
      if (pieces === null) break;
      reading.pieces = pieces[Symbol.iterator]();
    }
    this.#isAtEnd = true;
    this.close();
    return this.#pages.takeRest();
  }

  /** Adds what is left of what came; true where the page became full before. */
  #addPieces(pieces: Iterator<SeriesPiece>): boolean {
    for (let next = pieces.next(); next.done !== true; next = pieces.next()) {
      this.#client.countSamples(this.#pages.add(next.value));
      if (this.#pages.isFull) return true;
    }
    return false;
  }
}

/** What to tell of an answer that cannot be decoded. */
function malformedFailure(asked: Asked, { message, text }: MalformedAnswer): RequestFailure {
  const at = `Prometheus at ${asked.base}`;
  if (text === null) return failure("bad-answer", `${at}: the answer ${message}`);
  const said = oneLine(text, asked.secrets);
  if (isHeavy({ error: text })) return failure("too-heavy", `${at} found the query too heavy: ${said}`);
  return failure("unreachable", `${at} stopped within its answer: ${said}`, { again: true });
}
