import { MalformedAnswer } from "../raw-samples/index.ts";

const two32 = 2 ** 32;
const longestVarint = 10;

/**
 * Reads bits, most significant first, and the two kinds of numbers in a Gorilla chunk. Past the end it reads zeros:
 * one check of `isOverrun` after a chunk instead of one at each bit.
 */
export class XorBits {
  #bytes: Uint8Array = new Uint8Array(0);
  #next = 0;
  /** The last bytes taken, and how many of their bits are still unread. */
  #word = 0;
  #left = 0;

  open(bytes: Uint8Array, from: number): void {
    this.#bytes = bytes;
    this.#next = from;
    this.#word = 0;
    this.#left = 0;
  }

  isOverrun(): boolean {
    return 8 * this.#next - this.#left > 8 * this.#bytes.length;
  }

  readBit(): number {
    if (this.#left === 0) this.#refill();
    this.#left -= 1;
    return (this.#word >>> this.#left) & 1;
  }

  /** One to 32 bits, as a signed 32-bit number where all 32 are read. */
  read(count: number): number {
    if (this.#left === 0) this.#refill();
    const left = this.#left;
    if (count <= left) {
      this.#left = left - count;
      return (this.#word >>> (left - count)) & (count === 32 ? -1 : (1 << count) - 1);
    }
    const first = left === 32 ? this.#word : this.#word & ((1 << left) - 1);
    const more = count - left;
    this.#refill();
    this.#left -= more;
    return (first << more) | (this.#word >>> this.#left);
  }

  /** Difference of two differences of times: 0, or 14, 17, 20 or 64 bits after a prefix that tells which. */
  readDeltaOfDelta(): number {
    if (this.readBit() === 0) return 0;
    const size = this.readBit() === 0 ? 14 : this.readBit() === 0 ? 17 : this.readBit() === 0 ? 20 : 64;
    if (size === 64) return this.read(32) * two32 + (this.read(32) >>> 0);
    const value = this.read(size);
    return value > 1 << (size - 1) ? value - (1 << size) : value;
  }

  /** A varint of Go's encoding/binary: seven bits a byte, least significant first. At byte borders only. */
  readUvarint(): number {
    let value = 0;
    let scale = 1;
    for (let index = 0; index < longestVarint; index += 1) {
      const byte = this.read(8);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new MalformedAnswer("holds a chunk with a malformed time");
  }

  /** The signed form, zigzag: 0, -1, 1, -2, ... */
  readVarint(): number {
    const value = this.readUvarint();
    if (!Number.isSafeInteger(value)) throw new MalformedAnswer("holds a chunk with a malformed time");
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #refill(): void {
    const bytes = this.#bytes;
    const at = this.#next;
    this.#word =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    this.#next = at + 4;
    this.#left = 32;
  }
}
