import { duration, type Instant } from "../../core/model/index.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";

/** Whether this process can do its work. */
export interface Health {
  /** GitHub took the app's credentials just now. */
  noteGitHub(): void;
  noteStopping(): void;
  /** What keeps it from working, a sentence each; none when it is ready. */
  problems(): Promise<readonly string[]>;
}

/** Credentials are tried every five minutes; three failures in a row are no hiccup any more. */
const trusted = duration(16, "m");

export function createHealth(queue: WorkQueue, clock: Clock): Health {
  let worked: Instant | null = null;
  let isStopping = false;
  return {
    noteGitHub: () => {
      worked = clock.now();
    },
    noteStopping: () => {
      isStopping = true;
    },
    async problems() {
      const now = clock.now();
      const github =
        worked === null
          ? ["GitHub has not taken the app's credentials yet"]
          : now - worked > trusted
            ? ["GitHub has not taken the app's credentials for more than 16 minutes"]
            : [];
      return [...(isStopping ? ["stopping"] : []), ...github, ...(await storeProblems(queue, now))];
    },
  };
}

/** Nothing is added, but a store that may not be written to does not even let us begin. */
async function storeProblems(queue: WorkQueue, now: Instant): Promise<readonly string[]> {
  try {
    await queue.add({ identities: [], gone: [], work: [] }, now);
    return [];
  } catch {
    return ["the store cannot be written to"];
  }
}
