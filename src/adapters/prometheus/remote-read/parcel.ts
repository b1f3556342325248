import { err, ok, type Result } from "../../../core/model/index.ts";
import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import { SampleBuffer, type SampleColumns } from "../raw-samples/sample-buffer.ts";
import { type Content, decodeFrames, mostSamples, type Position } from "./decode-frames.ts";
import type { Frame } from "./frames.ts";

/**
 * Some frames, one behind the other, and room for their samples: what goes to a decoder and back, again and again. The
 * bytes change hands; the columns are shared by both threads, and whoever has the parcel may touch them. To hand them
 * over as well costs a tenth of the CPU of a read, for V8 collects garbage as if each time they were new; and bytes
 * that are shared are slow to copy.
 */
export interface Parcel extends SampleColumns {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: readonly { readonly end: number; readonly checksum: number }[];
}

/** A parcel whose samples are there. */
export interface Unpacked {
  readonly parcel: Parcel;
  readonly content: Content;
}

// A frame holds one series, 26 KB for two days at a scrape of 30 s: each of its own would cost as much to hand over to
// a thread as to decode.
const fullBytes = 384 * 1024;
const fullFrames = 500;
const ordinaryBytes = 512 * 1024;

export function emptyParcel(): Parcel {
  return { bytes: new Uint8Array(ordinaryBytes), frames: [], times: sharedColumn(), values: sharedColumn() };
}

/** Bytes of the frames in a parcel. */
export function weightOf({ frames }: Parcel): number {
  return frames.at(-1)?.end ?? 0;
}

/** Whether it is time to decode what is in a parcel. */
export function isFull(parcel: Parcel): boolean {
  return weightOf(parcel) >= fullBytes || parcel.frames.length >= fullFrames;
}

/** Without its frames; its memory is kept for the next, but for that of an unusually large one. */
export function emptied(parcel: Parcel): Parcel {
  const bytes = parcel.bytes.length > 4 * ordinaryBytes ? new Uint8Array(ordinaryBytes) : parcel.bytes;
  return { ...parcel, bytes, frames: [] };
}

/** Puts a copy of a frame into a parcel, whose memory it takes. */
export function pack(parcel: Parcel, { bytes, checksum }: Frame): Parcel {
  const start = weightOf(parcel);
  const end = start + bytes.length;
  const room = end <= parcel.bytes.length ? parcel.bytes : new Uint8Array(Math.max(end, 2 * start));
  if (room !== parcel.bytes) room.set(parcel.bytes.subarray(0, start));
  room.set(bytes, start);
  return { ...parcel, bytes: room, frames: [...parcel.frames, { end, checksum }] };
}

/** Decodes a parcel from a chunk on, into its columns; the error completes "the answer ...". */
export function unpack(parcel: Parcel, from: Position): Result<Unpacked, string> {
  try {
    const content = decodeFrames(framesIn(parcel), from, new SampleBuffer(parcel));
    return ok({ parcel, content });
  } catch (problem) {
    if (problem instanceof MalformedAnswer) return err(problem.message);
    throw problem;
  }
}

// The system provides only what is used of it.
function sharedColumn(): Float64Array {
  return new Float64Array(new SharedArrayBuffer(mostSamples * Float64Array.BYTES_PER_ELEMENT));
}

function framesIn({ bytes, frames }: Parcel): readonly Frame[] {
  return frames.map(({ end, checksum }, index) => ({
    bytes: bytes.subarray(frames[index - 1]?.end ?? 0, end),
    checksum,
  }));
}
