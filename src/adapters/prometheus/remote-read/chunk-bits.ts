// More than the longest sample: whoever looks at the length after each one never reads behind the margin.
const margin = 32;

/** The bits of one chunk, most significant first. Behind its end, up to a sample's length, there are zeros. */
export class ChunkBits {
  #bytes = new Uint8Array(16 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** How many bits the chunk has. */
  get length(): number {
    return this.#length;
  }

  /** Takes a copy, so that every read is one load of a word, whatever lies around the chunk. */
  load(chunk: Uint8Array): void {
    const end = chunk.length;
    if (end + margin > this.#bytes.length) {
      this.#bytes = new Uint8Array(2 * (end + margin));
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(chunk);
    this.#bytes.fill(0, end, end + margin);
    this.#length = 8 * end;
  }

  /** The 32 bits from a position on, as a signed number: its sign is the first of them. */
  wordAt(position: number): number {
    const byte = position >>> 3;
    const skipped = position & 7;
    const next = this.#view.getUint8(byte + 4) >>> (8 - skipped);
    return (this.#view.getInt32(byte) << skipped) | next;
  }

  /** The same, of which the first 25 are right: enough to tell how a sample goes on, for one load less. */
  headAt(position: number): number {
    return this.#view.getInt32(position >>> 3) << (position & 7);
  }

  /** One to 32 bits from a position on, unsigned. */
  numberAt(position: number, count: number): number {
    return this.wordAt(position) >>> (32 - count);
  }
}
