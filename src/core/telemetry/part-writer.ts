import { BinaryWriter } from "@bufbuild/protobuf/wire";

/** Writes one part of a history: numbers as varints, each text once. `finish` seals it for its place. */
export class PartWriter {
  readonly #writer = new BinaryWriter();
  readonly #texts = new Map<string, number>();

  /** A whole number that is not negative. */
  count(value: number): this {
    this.#writer.uint32(Math.min(value, largestVarint));
    if (value >= largestVarint) this.#writer.double(value);
    return this;
  }

  /** A small whole number of either sign. */
  signed(value: number): this {
    this.#writer.sint32(value);
    return this;
  }

  exact(value: number): this {
    this.#writer.double(value);
    return this;
  }

  single(value: number): this {
    this.#writer.float(value);
    return this;
  }

  text(value: string): this {
    const known = this.#texts.get(value);
    if (known !== undefined) return this.count(known);
    this.#texts.set(value, this.#texts.size + 1);
    this.#writer.uint32(0).string(value);
    return this;
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
    const content = this.#writer.finish();
    return this.#writer.raw(content).fixed32(sealOf(content, place)).finish();
  }
}

/** What is larger follows as a double. */
export const largestVarint = 0xffff_ffff;

const prime = 0x01000193;

/** FNV-1a, 32 bits, over a place and what lies there: four bytes at a time, and the rest one by one. */
export function sealOf(content: Uint8Array, place: string): number {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let hash = 0x811c9dc5;
  for (let index = 0; index < place.length; index += 1)
    hash = Math.imul(hash ^ place.charCodeAt(index), prime);
  let at = 0;
  for (; at + 4 <= content.length; at += 4) hash = Math.imul(hash ^ view.getUint32(at, true), prime);
  for (; at < content.length; at += 1) hash = Math.imul(hash ^ view.getUint8(at), prime);
  return hash >>> 0;
}
