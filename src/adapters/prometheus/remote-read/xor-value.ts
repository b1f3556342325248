import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import type { ChunkBits } from "./chunk-bits.ts";

// Which half of a double comes first in memory depends on the machine.
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const exponent = 0x7ff00000;

/** The values of a chunk, one after another, each XOR-ed with the one before. A double as two halves of 32 bits. */
export class XorValue {
  readonly #bits: ChunkBits;
  #upper = 0;
  #lower = 0;
  /** The window of bits that changed last. */
  #significant = 0;
  #trailing = 0;
  #wasFinite = true;

  constructor(bits: ChunkBits) {
    this.#bits = bits;
  }

  /** Whether all values since `begin` were neither infinite nor NaN. */
  get wasFinite(): boolean {
    return this.#wasFinite;
  }

  /** Takes the first value, which is written as it is, and gives the position behind it. */
  begin(position: number): number {
    this.#upper = this.#bits.wordAt(position);
    this.#lower = this.#bits.wordAt(position + 32);
    // No value has set a window yet: to use it again is malformed.
    this.#trailing = -1;
    this.#wasFinite = (this.#upper & exponent) !== exponent;
    return position + 64;
  }

  /** Takes the next value, and gives the position behind it. Throws MalformedAnswer. */
  next(position: number): number {
    const head = this.#bits.headAt(position);
    if (head >= 0) return position + 1;
    if (head << 1 >= 0) return this.#flip(position + 2);
    this.#significant = (head >>> 19) & 63 || 64;
    this.#trailing = 64 - ((head >>> 25) & 31) - this.#significant;
    return this.#flip(position + 13);
  }

  write(halves: Int32Array, index: number): void {
    halves[2 * index + high] = this.#upper;
    halves[2 * index + 1 - high] = this.#lower;
  }

  /** XORs the value with `significant` bits that are followed by `trailing` zeros. */
  #flip(position: number): number {
    const significant = this.#significant;
    const trailing = this.#trailing;
    if (trailing < 0) throw new MalformedAnswer("holds a chunk with a malformed value");
    const end = position + significant;
    if (trailing >= 32) {
      this.#upper ^= this.#bits.numberAt(position, significant) << (trailing - 32);
    } else {
      const below = Math.min(significant, 32);
      const lower = this.#bits.numberAt(end - below, below);
      this.#lower ^= lower << trailing;
      // A shift by 32 is one by 0 in JavaScript.
      if (trailing > 0) this.#upper ^= lower >>> (32 - trailing);
      if (significant > 32) this.#upper ^= this.#bits.numberAt(position, significant - 32) << trailing;
    }
    if ((this.#upper & exponent) === exponent) this.#wasFinite = false;
    return end;
  }
}
