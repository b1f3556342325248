import { type Dispatcher, fetch, type Response } from "undici";
import type { HostCost } from "../../ports/code-host.ts";

/** Counts what is asked of GitHub, and ends requests that take too long. */
export interface Meter {
  readonly fetch: typeof fetch;
  /** A write that was answered with status 200 and refused in its body. */
  unwrite(): void;
  /** A question cost more than the one point that was counted for it. */
  overspend(points: number): void;
  cost(): HostCost;
}

/** What is known of an answer without reading it. */
export interface AnswerFacts {
  readonly status: number;
  /** Requests that are left of the limit that this one counted against; `null` where the host does not say. */
  readonly remaining: number | null;
  /** Which limit that is, in GitHub's words: `core`, `graphql`. */
  readonly resource: string;
}

export function createMeter(
  requestSeconds: number,
  dispatcher: () => Dispatcher,
  onAnswer: (answer: AnswerFacts) => void = () => {},
): Meter {
  let requests = 0;
  let writes = 0;
  let points = 0;
  return {
    async fetch(input, init) {
      requests += 1;
      const signal = init?.signal ?? AbortSignal.timeout(requestSeconds * 1000);
      const isWrite = init?.method !== undefined && !/^(?:GET|HEAD)$/i.test(init.method);
      // Asking for a token changes no repository.
      if (/\/graphql$/.test(String(input))) points += 1;
      const counts = isWrite && !String(input).endsWith("/access_tokens");
      if (counts) writes += 1;
      const response = await fetch(input, { ...init, signal, dispatcher: dispatcher() });
      onAnswer(factsOf(response));
      // No answer or a failed server may well have written.
      if (counts && response.status >= 400 && response.status < 500) writes -= 1;
      return response;
    },
    unwrite: () => {
      writes -= 1;
    },
    overspend(more) {
      points += more;
    },
    cost: () => ({ requests, writes, points }),
  };
}

function factsOf({ status, headers }: Response): AnswerFacts {
  const remaining = headers.get("x-ratelimit-remaining");
  const isNumber = remaining !== null && /^\d{1,9}$/.test(remaining);
  const resource = headers.get("x-ratelimit-resource") ?? "core";
  return { status, remaining: isNumber ? Number(remaining) : null, resource };
}
