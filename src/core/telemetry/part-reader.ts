import { headBytes, largestCount, partBytes, sealOf } from "./part-writer.ts";

const headWords = headBytes / 4;

/** Reads what PartWriter wrote. Every method throws where the bytes do not hold what is asked for. */
export class PartReader {
  readonly #exacts: Float64Array;
  readonly #counts: Uint32Array;
  readonly #singles: Float32Array;
  readonly #texts: readonly string[];
  /** How much of each column is read. */
  #exactsRead = 0;
  #countsRead = 0;
  #singlesRead = 0;

  constructor(bytes: Uint8Array, place: string) {
    const words = wordsOf(bytes);
    const [seal, exacts = 0, counts = 0, singles = 0, texts = 0] = words.subarray(0, headWords);
    const isWhole = bytes.length === partBytes({ exacts, counts, singles, texts });
    if (!isWhole || seal !== sealOf(words, place))
      throw new RangeError("the bytes are damaged, or of another place");
    const { buffer, byteOffset } = words;
    let at = byteOffset + headBytes;
    this.#exacts = new Float64Array(buffer, at, exacts);
    at += this.#exacts.byteLength;
    this.#counts = new Uint32Array(buffer, at, counts);
    at += this.#counts.byteLength;
    this.#singles = new Float32Array(buffer, at, singles);
    at += this.#singles.byteLength;
    this.#texts = textsIn(new Uint8Array(buffer, at, texts));
  }

  count(): number {
    const value = this.#counts[this.#countsRead];
    if (value === undefined) throw missing();
    this.#countsRead += 1;
    return value === largestCount ? this.exact() : value;
  }

  counts(length: number): Float64Array {
    const values = new Float64Array(length);
    for (let index = 0; index < length; index += 1) values[index] = this.count();
    return values;
  }

  signed(): number {
    const value = this.#counts[this.#countsRead];
    if (value === undefined) throw missing();
    this.#countsRead += 1;
    return value | 0;
  }

  exact(): number {
    const value = this.#exacts[this.#exactsRead];
    if (value === undefined) throw missing();
    this.#exactsRead += 1;
    return value;
  }

  /** A view of the bytes of the part. */
  singles(length: number): Float32Array {
    const from = this.#singlesRead;
    this.#singlesRead += length;
    if (this.#singlesRead > this.#singles.length) throw missing();
    return this.#singles.subarray(from, this.#singlesRead);
  }

  text(): string {
    const text = this.#texts[this.count()];
    if (text === undefined) throw missing();
    return text;
  }

  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.count(); left > 0; left -= 1) items.push(read());
    return items;
  }

  optional<Value>(read: () => Value): Value | null {
    return this.count() === 0 ? null : read();
  }

  /** Makes sure that nothing is left. */
  end(): void {
    const left = this.#exacts.length + this.#counts.length + this.#singles.length;
    if (left !== this.#exactsRead + this.#countsRead + this.#singlesRead)
      throw new RangeError("there are more numbers than expected");
  }
}

/** The bytes as words: a copy where they do not lie as numbers of eight bytes must. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Uint32Array(buffer, byteOffset, Math.floor(byteLength / 4));
}

function textsIn(bytes: Uint8Array): readonly string[] {
  const texts: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(texts)) throw missing();
  return texts.map((text) => {
    if (typeof text !== "string") throw missing();
    return text;
  });
}

function missing(): RangeError {
  return new RangeError("the part ends too early");
}
