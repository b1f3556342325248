import type { LabelMatcher, Labels, Window } from "../../../core/model/index.ts";
import type { PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import type { SampleBuffer } from "./sample-buffer.ts";

/** Samples of some series over a half-open window; one of the matchers is on the name of the metric. */
export interface RawQuestion {
  readonly matchers: readonly LabelMatcher[];
  readonly window: Window;
}

/** Some samples of one series, as they came. */
export interface SeriesPiece {
  /** Equal for all pieces of one series. */
  readonly key: string;
  /** Throws MalformedAnswer. */
  labels(): Labels;
  /**
   * Appends samples, times outside the window among them. True where the times ascend and all values are finite, so
   * that nobody need look at each; false where it is not known. Throws MalformedAnswer.
   */
  appendTo(samples: SampleBuffer): boolean;
}

/** Reads an answer piece by piece. */
export interface PieceReader {
  /** The next pieces, good until the next call; `null` at the end. Throws MalformedAnswer or a RequestFailure. */
  next(): Promise<Iterable<SeriesPiece> | null>;
}

/** One way in which servers hand out samples as they were scraped. */
export interface RawProtocol {
  /** Sends a question once; the stream holds what `piecesOf` reads, and its clock runs. Throws a RequestFailure. */
  open(client: PrometheusClient, question: RawQuestion): Promise<HttpStream>;
  piecesOf(client: PrometheusClient, stream: HttpStream): PieceReader;
}
