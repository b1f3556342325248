import { oneLine } from "./one-line.ts";

const most = 100;

/** What the server said about answers that it gave: each text once, in order, and not without end. */
export class Warnings {
  readonly #seen = new Set<string>();

  add(text: string, secrets: readonly string[]): void {
    if (this.#seen.size < most) this.#seen.add(oneLine(text, secrets));
  }

  all(): readonly string[] {
    return [...this.#seen];
  }
}
