import type { WorkQueue } from "../../../ports/work-queue.ts";
import { openDatabase } from "../open-database.ts";
import { addWork } from "./add-work.ts";
import { readBacklog, readBuried } from "./backlog.ts";
import { claimTask } from "./claim-task.ts";
import { buryWork, finishWork, putWorkBack, renewLease } from "./settle-work.ts";
import { isAnyDue, takeWork } from "./take-work.ts";

/** A queue at this location, see `openDatabase`; several processes may open the same. Throws a PortError. */
export async function openWorkQueue(location: string): Promise<WorkQueue> {
  const database = await openDatabase(location);
  return {
    add: (order, now) => database.together((transaction) => addWork(transaction, order, now)),
    take: async (now, lease) =>
      // Most looks find nothing, and a look is no reason to hold up those that write.
      (await database.reading((transaction) => isAnyDue(transaction, now)))
        ? database.together((transaction) => takeWork(transaction, now, lease))
        : null,
    renew: (work, now, lease) =>
      database.together((transaction) => renewLease(transaction, work, now, lease)),
    finish: (work) => database.together((transaction) => finishWork(transaction, work)),
    putBack: (work, due, attempts) =>
      database.together((transaction) => putWorkBack(transaction, work, due, attempts)),
    bury: (work, now, why) => database.together((transaction) => buryWork(transaction, work, now, why)),
    buried: (most) => database.reading((transaction) => readBuried(transaction, most)),
    backlog: (now) => database.reading((transaction) => readBacklog(transaction, now)),
    claim: (task, now, length) =>
      database.together((transaction) => claimTask(transaction, task, now, length)),
    close: () => database.close(),
  };
}
