import type { World } from "./world.ts";

/** An empty GitHub whose clock starts at `start` and runs on. */
export function createWorld(root: string, start: Date): World {
  let offset = start.getTime() - Date.now();
  let lastId = 1000;
  return {
    root,
    repositories: new Map(),
    formerNames: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    listeners: [],
    goneLogins: new Set(),
    limits: {
      perHour: 5000,
      contentPerMinute: Number.POSITIVE_INFINITY,
      contentPerHour: Number.POSITIVE_INFINITY,
      pointsPerMinute: Number.POSITIVE_INFINITY,
      secondaryStatus: 403,
      secondaryRetryAfter: 60,
      mergeablePolls: 0,
      lagReads: 0,
      lagMilliseconds: 0,
      unresolvedReads: 0,
      treeEntries: 100_000,
    },
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
}
