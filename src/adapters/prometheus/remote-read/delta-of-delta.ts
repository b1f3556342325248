import type { ChunkBits } from "./chunk-bits.ts";

const two32 = 2 ** 32;

/** Bits of a difference of differences of times, its prefix included, from the word that it begins with. */
export function lengthOfDelta(word: number): number {
  if (word >= 0) return 1;
  const ones = Math.clz32(~word);
  if (ones === 1) return 2 + 14;
  if (ones === 2) return 3 + 17;
  if (ones === 3) return 4 + 20;
  return 4 + 64;
}

/** The difference itself, where it is longer than the one bit that stands for 0. */
export function deltaAt(bits: ChunkBits, position: number, length: number): number {
  if (length === 4 + 64) return bits.wordAt(position + 4) * two32 + bits.numberAt(position + 36, 32);
  const size = length === 2 + 14 ? 14 : length === 3 + 17 ? 17 : 20;
  const value = bits.numberAt(position + length - size, size);
  return value > 1 << (size - 1) ? value - (1 << size) : value;
}
