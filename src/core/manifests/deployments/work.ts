/**
 * How much one look at a repository may still do, in steps of roughly a microsecond. A real repository takes some
 * thousands; a hostile one could ask for any number with a few nested generators or overlays.
 */
export class Work {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Whether there was anything left to do it with. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left > 0;
  }
}
