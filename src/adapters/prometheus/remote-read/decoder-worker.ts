// What runs in the thread that DecoderThread holds. Whatever decodes imports single files: the front door of raw-samples
// would load twice as much into the thread as it needs.
import { parentPort } from "node:worker_threads";
import type { Job, Reply } from "./decoder-thread.ts";
import { unpack } from "./parcel.ts";

function reply(message: Reply, memory: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, memory);
}

parentPort?.on("message", ({ parcel, from }: Job) => reply(unpack(parcel, from), [parcel.bytes.buffer]));
reply("ready");
