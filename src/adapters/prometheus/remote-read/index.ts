// Raw samples of a Prometheus by remote read, in streamed XOR chunks: a tenth of the server's work for a range query.
export { Decoder } from "./decoder.ts";
export { remoteRead } from "./remote-read.ts";
