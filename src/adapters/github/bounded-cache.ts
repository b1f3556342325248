/** Keeps what was used last, within so many bytes; what is larger alone is not kept. */
export class BoundedCache<V> {
  // A Map goes through its entries in the order they were put in, so the first is the one that was used least lately.
  readonly #entries = new Map<string, { readonly value: V; readonly bytes: number }>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** `bytes` is what the value takes, the key left out. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    // Text takes up to two bytes a character, and every entry a little by itself.
    const size = bytes + 2 * key.length + 100;
    if (size > this.#mostBytes) return;
    this.#entries.set(key, { value, bytes: size });
    this.#bytes += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#mostBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
