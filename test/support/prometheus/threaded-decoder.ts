import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Decoder } from "../../../src/adapters/prometheus/remote-read/index.ts";

const program = new URL("./decoder-worker.mjs", import.meta.url);

/** A decoder whose thread is ready, by the program that it is given. */
export async function threadedDecoder(startWorker = () => new Worker(program)): Promise<Decoder> {
  const decoder = new Decoder({ bytesBefore: 0, startWorker });
  await decoder.unpack(decoder.takeParcel(), { frame: 0, chunk: 0 });
  for (let look = 0; !decoder.isThreaded; look += 1) {
    if (look > 1_000) throw new Error("the thread did not start");
    await wait(20);
  }
  return decoder;
}
