/**
 * Writes one part of a history, its numbers by kind: a reader then has each kind as a column, and makes no call for what
 * it can take as a whole. Each text is written once. `finish` seals the part for its place.
 */
export class PartWriter {
  readonly #counts: number[] = [];
  readonly #exacts: number[] = [];
  readonly #singles: number[] = [];
  readonly #texts = new Map<string, number>();

  /** A whole number that is not negative. */
  count(value: number): this {
    this.#counts.push(Math.min(value, largestCount));
    return value >= largestCount ? this.exact(value) : this;
  }

  counts(values: Float64Array): this {
    for (const value of values) this.count(value);
    return this;
  }

  /** A small whole number of either sign. */
  signed(value: number): this {
    this.#counts.push(value >>> 0);
    return this;
  }

  exact(value: number): this {
    this.#exacts.push(value);
    return this;
  }

  singles(values: Float32Array): this {
    for (const value of values) this.#singles.push(value);
    return this;
  }

  text(value: string): this {
    const known = this.#texts.get(value);
    if (known === undefined) this.#texts.set(value, this.#texts.size);
    return this.count(known ?? this.#texts.size - 1);
  }

  list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.count(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** `null` is told apart from everything else. */
  optional<Value>(value: Value | null, write: (value: Value) => void): this {
    this.count(value === null ? 0 : 1);
    if (value !== null) write(value);
    return this;
  }

  /** The bytes, and what tells that they are whole and belong where they are found. */
  finish(place: string): Uint8Array {
    const texts = new TextEncoder().encode(JSON.stringify([...this.#texts.keys()]));
    const columns = {
      exacts: new Float64Array(this.#exacts),
      counts: new Uint32Array(this.#counts),
      singles: new Float32Array(this.#singles),
      texts,
    };
    const part = new Uint8Array(partBytes(lengthsOf(columns)));
    let at = headBytes;
    for (const { buffer, byteOffset, byteLength } of [
      columns.exacts,
      columns.counts,
      columns.singles,
      texts,
    ]) {
      part.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    const words = new Uint32Array(part.buffer);
    const { exacts, counts, singles } = columns;
    words.set([exacts.length, counts.length, singles.length, texts.length], 1);
    words[0] = sealOf(words, place);
    return part;
  }
}

/** What is larger follows as an exact number. */
export const largestCount = 0xffff_ffff;

/** The seal, how long each column is, and a word that is empty: numbers of eight bytes follow. */
export const headBytes = 24;

/** Length of each column: of texts in bytes, of the others in numbers. */
export interface ColumnLengths {
  readonly exacts: number;
  readonly counts: number;
  readonly singles: number;
  readonly texts: number;
}

/** Whole words, so that they can be sealed as such. */
export function partBytes({ exacts, counts, singles, texts }: ColumnLengths): number {
  return headBytes + 8 * exacts + 4 * (counts + singles + Math.ceil(texts / 4));
}

function lengthsOf(
  columns: Readonly<Record<keyof ColumnLengths, { readonly length: number }>>,
): ColumnLengths {
  const { exacts, counts, singles, texts } = columns;
  return { exacts: exacts.length, counts: counts.length, singles: singles.length, texts: texts.length };
}

const prime = 0x01000193;

/**
 * FNV-1a, 32 bits, over a place and the words that lie there, the first left out, which is for the seal. Words are those
 * of the machine: on one of the other byte order, nothing that this one wrote is whole.
 */
export function sealOf(words: Uint32Array, place: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < place.length; index += 1)
    hash = Math.imul(hash ^ place.charCodeAt(index), prime);
  for (let index = 1; index < words.length; index += 1) hash = Math.imul(hash ^ (words[index] ?? 0), prime);
  return hash >>> 0;
}
