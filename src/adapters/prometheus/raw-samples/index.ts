// Samples as they were scraped, by whatever protocol the server has: in pages that fit in memory, each sample once.
export { MalformedAnswer } from "./malformed-answer.ts";
export { isRawSupported } from "./probe-raw.ts";
export type { PieceReader, RawProtocol, RawQuestion, SeriesPiece } from "./raw-protocol.ts";
export { readRaw } from "./read-raw.ts";
export { mediaTypeOf, refusedAnswer } from "./refused-answer.ts";
export { newColumns, SampleBuffer, type SampleColumns } from "./sample-buffer.ts";
