import { histogramsLeftOut, type PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import type { PieceReader, SeriesPiece } from "../raw-samples/index.ts";
import type { Position } from "./decode-frames.ts";
import type { Decoder } from "./decoder.ts";
import { type Frame, FrameReader } from "./frames.ts";
import { isFull, type Parcel, pack, type Unpacked, weightOf } from "./parcel.ts";
import { RunPiece } from "./run-piece.ts";

// Of one answer. To record a page takes longer than to decode one: so many parcels are made ready meanwhile,
// of 384 KB each, but a single one where that is large.
const mostAhead = 3;
const mostBytesAhead = 2 * 1024 * 1024;
const start: Position = { frame: 0, chunk: 0 };

/** A parcel that is decoded, or will be. */
interface Ahead {
  readonly bytes: number;
  readonly unpacked: Promise<Unpacked>;
}

/** How reading ended: `null` where all was read. */
interface End {
  readonly cause: unknown;
}

/** Reads an answer in order, and has some of it read and decoded before it is asked for. */
export class FramePieces implements PieceReader {
  readonly #client: PrometheusClient;
  readonly #decoder: Decoder;
  readonly #frames: FrameReader;
  /** The wait for a frame. */
  #reading: Promise<void> | null = null;
  #end: End | null = null;
  /** Frames that have come and are not decoded yet. */
  #packing: Parcel | null = null;
  /** The oldest first. */
  readonly #ahead: Ahead[] = [];
  /** What the consumer may still look at. */
  #given: Unpacked | null = null;

  constructor(client: PrometheusClient, stream: HttpStream, decoder: Decoder) {
    this.#client = client;
    this.#decoder = decoder;
    this.#frames = new FrameReader(() => stream.read());
  }

  async next(): Promise<Iterable<SeriesPiece> | null> {
    this.#leave();
    for (;;) {
      this.#readOn();
      // Nothing else to wait for: then what has come is decoded, however little that is.
      if (this.#ahead.length === 0 && this.#packing !== null) this.#send(this.#packing);
      const oldest = this.#ahead.shift();
      if (oldest !== undefined) return this.#give(await oldest.unpacked);
      if (this.#end !== null) return finish(this.#end);
      await this.#reading;
    }
  }

  #give(unpacked: Unpacked): Iterable<SeriesPiece> {
    this.#given = unpacked;
    const { parcel, content } = unpacked;
    if (content.hasHistograms) this.#client.warn(histogramsLeftOut);
    return content.runs.map((run, index) => new RunPiece(run, content.runs[index - 1]?.end ?? 0, parcel));
  }

  /** Decodes the rest of what was given, or is done with it. */
  #leave(): void {
    if (this.#given === null) return;
    const { parcel, content } = this.#given;
    this.#given = null;
    if (content.rest === null) this.#decoder.giveBack(parcel);
    else this.#ahead.unshift(this.#unpack(parcel, content.rest));
  }

  /** Reads frame after frame, until there is enough ahead; nobody need wait for it. */
  #readOn(): void {
    if (this.#reading !== null || this.#end !== null || this.#isFarAhead()) return;
    this.#reading = this.#readOne().then(() => {
      this.#reading = null;
      this.#readOn();
    });
  }

  #isFarAhead(): boolean {
    const bytes = this.#ahead.reduce((sum, one) => sum + one.bytes, 0);
    return this.#ahead.length >= mostAhead || bytes >= mostBytesAhead;
  }

  async #readOne(): Promise<void> {
    try {
      const frame = await this.#frames.next();
      if (frame === null) this.#end = { cause: null };
      else this.#pack(frame);
    } catch (cause) {
      this.#end = { cause };
    }
  }

  #pack(frame: Frame): void {
    this.#packing = pack(this.#packing ?? this.#decoder.takeParcel(), frame);
    if (isFull(this.#packing)) this.#send(this.#packing);
  }

  #send(parcel: Parcel): void {
    this.#packing = null;
    this.#ahead.push(this.#unpack(parcel, start));
  }

  #unpack(parcel: Parcel, from: Position): Ahead {
    const unpacked = this.#decoder.unpack(parcel, from);
    // Whoever waits for it is told; an answer that was left has nobody.
    unpacked.catch(() => {});
    return { bytes: weightOf(parcel), unpacked };
  }
}

function finish({ cause }: End): null {
  if (cause === null) return null;
  throw cause;
}
