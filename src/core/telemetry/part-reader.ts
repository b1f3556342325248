import { BinaryReader } from "@bufbuild/protobuf/wire";
import { largestVarint, sealOf } from "./part-writer.ts";

const sealBytes = 4;

/** Reads what PartWriter wrote. Every method throws where the bytes do not hold what is asked for. */
export class PartReader {
  readonly #reader: BinaryReader;
  readonly #texts: string[] = [];

  constructor(bytes: Uint8Array, place: string) {
    const content = bytes.subarray(0, Math.max(0, bytes.length - sealBytes));
    const seal = new BinaryReader(bytes.subarray(content.length)).fixed32();
    if (seal !== sealOf(content, place)) throw new RangeError("the bytes are damaged, or of another place");
    this.#reader = new BinaryReader(content);
  }

  count(): number {
    const value = this.#reader.uint32();
    return value === largestVarint ? this.#reader.double() : value;
  }

  signed(): number {
    return this.#reader.sint32();
  }

  exact(): number {
    return this.#reader.double();
  }

  single(): number {
    return this.#reader.float();
  }

  text(): string {
    const known = this.count();
    if (known > 0) return this.#known(known);
    const text = this.#reader.string();
    this.#texts.push(text);
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
    if (this.#reader.pos !== this.#reader.len) throw new RangeError("there are more bytes than expected");
  }

  #known(index: number): string {
    const text = this.#texts[index - 1];
    if (text === undefined) throw new RangeError("a text is missing");
    return text;
  }
}
