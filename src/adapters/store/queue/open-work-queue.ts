import type { WorkQueue } from "../../../ports/work-queue.ts";
import { commitTogether } from "../commit-together.ts";
import { openDatabase } from "../open-database.ts";
import { addWork } from "./add-work.ts";
import { readBacklog, readBuried } from "./backlog.ts";
import { claimTask } from "./claim-task.ts";
import { buryWork, finishWork, putWorkBack, renewLease } from "./settle-work.ts";
import { isAnyDue, takeWork } from "./take-work.ts";

/** A queue in this folder, which is there; several processes may open the same. Throws a PortError. */
export async function openWorkQueue(directory: string): Promise<WorkQueue> {
  const database = await openDatabase(directory);
  const commit = commitTogether(database);
  return {
    add: (order, now) => commit(() => addWork(database, order, now)),
    take: async (now, lease) =>
      // Most looks find nothing, and a look is no reason to hold up those that write.
      isAnyDue(database, now) ? commit(() => takeWork(database, now, lease)) : null,
    renew: (work, now, lease) => commit(() => renewLease(database, work, now, lease)),
    finish: (work) => commit(() => finishWork(database, work)),
    putBack: (work, due, attempts) => commit(() => putWorkBack(database, work, due, attempts)),
    bury: (work, now, why) => commit(() => buryWork(database, work, now, why)),
    buried: async (most) => readBuried(database, most),
    backlog: async (now) => database.reading(() => readBacklog(database, now)),
    claim: (task, now, length) => commit(() => claimTask(database, task, now, length)),
    close: async () => database.close(),
  };
}
