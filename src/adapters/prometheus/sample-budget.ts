// A server that bears less is struggling, or finds a query heavy for another reason than its samples.
export const smallestShare = 1 / 64;

/** How many samples one request may ask for: what the options say, until the server shows that it bears less. */
export class SampleBudget {
  readonly most: number;
  #samples: number;

  constructor(most: number) {
    this.most = most;
    this.#samples = most;
  }

  get samples(): number {
    return this.#samples;
  }

  /** A request of so many samples was borne after longer ones were not. */
  learn(samples: number): void {
    this.#samples = Math.min(this.#samples, Math.max(samples, this.most * smallestShare));
  }
}
