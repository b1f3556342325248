import type { Client } from "./client.ts";
import type { Attempt, Place } from "./failures.ts";

/** What the app can do without any repository. */
export interface AppSession {
  readonly client: Client;
  readonly place: Place;
  /** Runs requests, and turns what they throw into a PortError. */
  attempt<T>(attempt: Attempt, run: () => Promise<T>): Promise<T>;
}

// A hundred pages of a hundred: whoever has more than ten thousand is served in part rather than never.
export const mostPages = 100;
