import type { Worker } from "node:worker_threads";
import type { Result } from "../../../core/model/index.ts";
import { failure } from "../request-failure.ts";
import type { Position } from "./decode-frames.ts";
import type { Parcel, Unpacked } from "./parcel.ts";

/** Asks the thread to unpack a parcel from a chunk on. */
export interface Job {
  readonly parcel: Parcel;
  readonly from: Position;
}

/** What the thread says: that it is ready, then what became of each job in turn. */
export type Reply = "ready" | Result<Unpacked, string>;

interface Waiting {
  readonly resolve: (unpacked: Result<Unpacked, string>) => void;
  readonly reject: (cause: unknown) => void;
}

/** A thread that unpacks parcels, one after another. It keeps the program alive only while somebody waits for it. */
export class DecoderThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #state: "starting" | "ready" | "ended" = "starting";
  #cause: unknown;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (reply: Reply) => this.#take(reply));
    worker.on("error", (cause) => {
      this.#cause = cause;
    });
    worker.on("exit", () => this.#end());
    worker.unref();
  }

  get isReady(): boolean {
    return this.#state === "ready";
  }

  /** Leaves the parcel to the thread until that gives it back. Throws a RequestFailure where the thread ends. */
  unpack(parcel: Parcel, from: Position): Promise<Result<Unpacked, string>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ parcel, from } satisfies Job, [parcel.bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(reply: Reply): void {
    if (reply === "ready") {
      this.#state = "ready";
      return;
    }
    this.#waiting.shift()?.resolve(reply);
    if (this.#waiting.length === 0) this.#worker.unref();
  }

  #end(): void {
    this.#state = "ended";
    const message = "the thread that decodes answers has ended";
    for (const { reject } of this.#waiting.splice(0))
      reject(failure("unreachable", message, { again: true, cause: this.#cause }));
  }
}
