import type { HttpAnswer } from "./http-exchange.ts";

type Ask = (method: "GET" | "POST") => Promise<HttpAnswer>;

// A read-only proxy refuses a method with 405, and some with "forbidden", "not found" or "not implemented".
const maybeNoPost: readonly number[] = [403, 404, 405, 501];

/** Whether a server takes POST. Learned from its answers once, and remembered. */
export class PostSupport {
  #isTaken: boolean | null = null;

  /** Asks by POST, which has no limit of length, or by GET where that is what the server takes. */
  async ask(ask: Ask): Promise<HttpAnswer> {
    if (this.#isTaken === false) return ask("GET");
    const posted = await ask("POST");
    if (posted.status < 300) this.#isTaken = true;
    const isDoubtful = posted.status === 405 || this.#isTaken === null;
    if (!isDoubtful || !maybeNoPost.includes(posted.status)) return posted;
    const got = await ask("GET");
    // The same refusal is not about the method; a server that is busy has not said anything yet.
    if (got.status === posted.status) this.#isTaken = true;
    else if (got.status < 500 && got.status !== 429) this.#isTaken = false;
    return got;
  }
}
