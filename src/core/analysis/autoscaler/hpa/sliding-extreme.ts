/**
 * The highest or lowest of the values of a window that ends now, at constant cost: what a newer value outdoes is dropped. The
 * newest always counts, however short the window.
 */
export class SlidingExtreme {
  readonly #sign: 1 | -1;
  readonly #window: number;
  readonly #holdsEdge: boolean;
  #times: number[] = [];
  #values: number[] = [];
  #head = 0;

  /** `holdsEdge`: a value as old as the window is long still counts. */
  constructor(extreme: "highest" | "lowest", window: number, holdsEdge: boolean) {
    this.#sign = extreme === "highest" ? 1 : -1;
    this.#window = window;
    this.#holdsEdge = holdsEdge;
  }

  /** Adds what was wanted at a time not before any that was added, and says what the window comes to. */
  add(now: number, wanted: number): number {
    const value = wanted * this.#sign;
    while (this.#values.length > this.#head && (this.#values[this.#values.length - 1] ?? 0) <= value) {
      this.#values.pop();
      this.#times.pop();
    }
    this.#values.push(value);
    this.#times.push(now);
    while (this.#head < this.#values.length - 1 && this.#isOver(now - (this.#times[this.#head] ?? 0))) {
      this.#head += 1;
    }
    if (this.#head > 256) this.#compact();
    return (this.#values[this.#head] ?? value) * this.#sign;
  }

  #isOver(age: number): boolean {
    return this.#holdsEdge ? age > this.#window : age >= this.#window;
  }

  #compact(): void {
    this.#values = this.#values.slice(this.#head);
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}
