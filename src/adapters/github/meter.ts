import { type Dispatcher, fetch } from "undici";

/** Counts what is asked of GitHub, and ends requests that take too long. */
export interface Meter {
  readonly fetch: typeof fetch;
  /** A write that was answered with status 200 and refused in its body. */
  unwrite(): void;
  cost(): { readonly requests: number; readonly writes: number };
}

export function createMeter(requestSeconds: number, dispatcher: () => Dispatcher): Meter {
  let requests = 0;
  let writes = 0;
  return {
    async fetch(input, init) {
      requests += 1;
      const signal = init?.signal ?? AbortSignal.timeout(requestSeconds * 1000);
      const isWrite = init?.method !== undefined && !/^(?:GET|HEAD)$/i.test(init.method);
      // Asking for a token changes no repository.
      const counts = isWrite && !String(input).endsWith("/access_tokens");
      if (counts) writes += 1;
      const response = await fetch(input, { ...init, signal, dispatcher: dispatcher() });
      // No answer or a failed server may well have written.
      if (counts && response.status >= 400 && response.status < 500) writes -= 1;
      return response;
    },
    unwrite: () => {
      writes -= 1;
    },
    cost: () => ({ requests, writes }),
  };
}
