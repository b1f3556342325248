import type { World } from "./world.ts";

/** A write that some readers do not see yet: for so many of their reads, or for so long on the world's clock. */
export class Lag {
  readonly #world: World;
  readonly #until: number;
  #reads: number;

  constructor(world: World, reads: number, milliseconds: number) {
    this.#world = world;
    this.#reads = reads;
    this.#until = world.now().getTime() + milliseconds;
  }

  /** Asking is a read. */
  hides(): boolean {
    if (this.#reads > 0) {
      this.#reads -= 1;
      return true;
    }
    return this.#world.now().getTime() < this.#until;
  }
}
