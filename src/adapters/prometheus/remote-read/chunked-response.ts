import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { Labels } from "../../../core/model/index.ts";
import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";

/** One chunk of one series. */
export interface Chunk {
  /** The encoded labels, each after its length: equal for the same series, and what `decodeLabels` reads. */
  readonly key: string;
  readonly encoding: "xor" | "histogram";
  /** Lies in the frame and is good as long as that is. */
  readonly data: Uint8Array;
}

// prompb/types.proto, Chunk.Encoding; integer and float histograms are two kinds there.
const encodings: ReadonlyMap<number, Chunk["encoding"]> = new Map([
  [1, "xor"],
  [2, "histogram"],
  [3, "histogram"],
]);

// Far beyond what any server lets in; a label set is kept as long as its series is read.
const longestKey = 64 * 1024;

/**
 * Reads a `prometheus.ChunkedReadResponse` (prompb/remote.proto) chunk by chunk. Throws MalformedAnswer where it is
 * none, or holds a chunk of another encoding: to leave that out would look like a gap in the data.
 */
export function* readChunks(frame: Uint8Array): Generator<Chunk> {
  const reader = new BinaryReader(frame);
  try {
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === 1 && wire === WireType.LengthDelimited) yield* readSeries(reader, endOf(reader));
      else reader.skip(wire, field);
    }
  } catch (cause) {
    throw cause instanceof MalformedAnswer ? cause : notAMessage();
  }
}

/** The labels of a series from its key. Throws MalformedAnswer. */
export function decodeLabels(key: string): Labels {
  const reader = new BinaryReader(Buffer.from(key, "latin1"));
  // Without a prototype: a label may be called `constructor` or `__proto__`.
  const labels: Record<string, string> = Object.create(null);
  try {
    while (reader.pos < reader.len) {
      const [name, value] = readLabel(reader, endOf(reader));
      labels[name] = value;
    }
  } catch (cause) {
    throw cause instanceof MalformedAnswer ? cause : notAMessage();
  }
  return labels;
}

function* readSeries(reader: BinaryReader, end: number): Generator<Chunk> {
  let key = "";
  let hasChunk = false;
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (field === 2 && wire === WireType.LengthDelimited) {
      hasChunk = true;
      yield readChunk(reader, endOf(reader), key);
      continue;
    }
    const label = reader.skip(wire, field);
    if (field !== 1 || wire !== WireType.LengthDelimited) continue;
    // Every encoder writes fields in the order of their numbers.
    if (hasChunk) throw new MalformedAnswer("holds a series whose labels come after its chunks");
    key += latin1(label);
    if (key.length > longestKey) throw new MalformedAnswer("holds a series whose labels are too long");
  }
  if (reader.pos !== end) throw notAMessage();
}

function readChunk(reader: BinaryReader, end: number, key: string): Chunk {
  let type = 0;
  let data: Uint8Array = nothing;
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (field === 3 && wire === WireType.Varint) type = reader.int32();
    else if (field === 4 && wire === WireType.LengthDelimited) data = reader.bytes();
    else reader.skip(wire, field);
  }
  if (reader.pos !== end) throw notAMessage();
  const encoding = encodings.get(type);
  if (encoding === undefined) throw new MalformedAnswer("holds a chunk of an unknown encoding");
  return { key, encoding, data };
}

function readLabel(reader: BinaryReader, end: number): readonly [name: string, value: string] {
  let name = "";
  let value = "";
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.LengthDelimited) name = reader.string();
    else if (field === 2 && wire === WireType.LengthDelimited) value = reader.string();
    else reader.skip(wire, field);
  }
  if (reader.pos !== end) throw notAMessage();
  return [name, value];
}

/** Reads the length of a message, and gives where it ends. */
function endOf(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw notAMessage();
  return end;
}

const nothing = new Uint8Array(0);

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function notAMessage(): MalformedAnswer {
  return new MalformedAnswer("holds a frame that is not a message of remote read");
}
