import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { MalformedAnswer } from "../raw-samples/index.ts";
import type { Position } from "./decode-frames.ts";
import { DecoderThread } from "./decoder-thread.ts";
import { emptied, emptyParcel, type Parcel, type Unpacked, unpack, weightOf } from "./parcel.ts";

export interface DecoderOptions {
  /** Bytes that are decoded without a thread before one is started. Default: by how many cores there are. */
  readonly bytesBefore?: number;
  /** Starts the program of the thread; may throw. */
  readonly startWorker?: () => Worker;
}

// What it costs to start a thread, 50 ms of CPU, is what it costs to decode 12 MB; an hour of 1,000 containers is 4 MB.
const bytesBeforeThread = 12 * 1024 * 1024;
// One core records, and one is the server's or kept busy by collecting garbage: a thread on the same two costs CPU alone.
const coresWithoutThread = 2;
// What four answers use at a time: three ahead, one being filled, one being looked at.
const mostSpare = 20;

// What it holds besides parcels are label sets of one of them, and chunks for a moment.
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

/**
 * Decodes frames: in a thread of its own once there is much to decode and a core for it, so that recording goes on
 * meanwhile; where no thread can be had, or it has ended, in this one. `close` ends the thread.
 */
export class Decoder {
  readonly #startWorker: () => Worker;
  #bytesBefore: number;
  #thread: DecoderThread | null = null;
  readonly #spare: Parcel[] = [];

  constructor({ bytesBefore, startWorker = startOwnWorker }: DecoderOptions = {}) {
    this.#bytesBefore = bytesBefore ?? bytesBeforeFor(availableParallelism());
    this.#startWorker = startWorker;
  }

  /** Whether a thread has started to decode what comes from now on. */
  get isThreaded(): boolean {
    return this.#thread?.isReady === true;
  }

  /** An empty parcel, to be given back. */
  takeParcel(): Parcel {
    return this.#spare.pop() ?? emptyParcel();
  }

  /** Nobody looks at what is in a parcel any more. */
  giveBack(parcel: Parcel): void {
    if (this.#spare.length < mostSpare) this.#spare.push(emptied(parcel));
  }

  /** Decodes a parcel from a chunk on, as far as there is room. Throws MalformedAnswer, or a RequestFailure. */
  async unpack(parcel: Parcel, from: Position): Promise<Unpacked> {
    const thread = this.#thread?.isReady === true ? this.#thread : null;
    const unpacked = await (thread === null ? this.#unpackHere(parcel, from) : thread.unpack(parcel, from));
    if (unpacked.ok) return unpacked.value;
    throw new MalformedAnswer(unpacked.error);
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  #unpackHere(parcel: Parcel, from: Position) {
    if (this.#thread === null) {
      this.#bytesBefore -= weightOf(parcel);
      if (this.#bytesBefore <= 0) this.#start();
    }
    return unpack(parcel, from);
  }

  #start(): void {
    try {
      this.#thread = new DecoderThread(this.#startWorker());
    } catch {
      // Not allowed here, or no memory for it: everything works without.
      this.#bytesBefore = Infinity;
    }
  }
}

/** How many bytes are decoded without a thread on a machine of so many cores. */
export function bytesBeforeFor(cores: number): number {
  return cores > coresWithoutThread ? bytesBeforeThread : Infinity;
}

// `.ts` in the sources, `.js` in what is built from them. What the program was told of loaders and input is not for it.
function startOwnWorker(): Worker {
  const suffix = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  const program = new URL(`./decoder-worker${suffix}`, import.meta.url);
  return new Worker(program, { name: "decoder", execArgv: [], resourceLimits });
}
