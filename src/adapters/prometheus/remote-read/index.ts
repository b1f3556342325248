// Raw samples of a Prometheus by remote read, in streamed XOR chunks: a tenth of the server's work for a range query.
export { probeRemoteRead } from "./probe-remote-read.ts";
export { readRaw } from "./read-raw.ts";
