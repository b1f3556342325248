import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import type { ChunkBits } from "./chunk-bits.ts";

const longestVarint = 10;

export interface Varint {
  readonly value: number;
  /** Position of the bit behind it. */
  readonly end: number;
}

/** A varint of Go's encoding/binary: seven bits a byte, least significant first. Throws MalformedAnswer. */
export function readUvarint(bits: ChunkBits, position: number): Varint {
  let value = 0;
  let scale = 1;
  for (let index = 0; index < longestVarint; index += 1) {
    const byte = bits.numberAt(position + 8 * index, 8);
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: position + 8 * (index + 1) };
    scale *= 128;
  }
  throw malformedTime();
}

/** The signed form, zigzag: 0, -1, 1, -2, ... */
export function readVarint(bits: ChunkBits, position: number): Varint {
  const { value, end } = readUvarint(bits, position);
  if (!Number.isSafeInteger(value)) throw malformedTime();
  return { value: value % 2 === 0 ? value / 2 : -(value + 1) / 2, end };
}

function malformedTime(): MalformedAnswer {
  return new MalformedAnswer("holds a chunk with a malformed time");
}
