import type { WorkQueue } from "../../../ports/work-queue.ts";
import { openDatabase } from "../open-database.ts";
import { addWork } from "./add-work.ts";
import { readBacklog, readBuried } from "./backlog.ts";
import { buryWork, finishWork, putWorkBack, renewLease } from "./settle-work.ts";
import { takeWork } from "./take-work.ts";

/** A queue in this folder, which is there; several processes may open the same. Throws a PortError. */
export async function openWorkQueue(directory: string): Promise<WorkQueue> {
  const database = await openDatabase(directory);
  return {
    add: async (order, now) => database.writing(() => addWork(database, order, now)),
    take: async (now, lease) => takeWork(database, now, lease),
    renew: async (work, now, lease) => database.writing(() => renewLease(database, work, now, lease)),
    finish: async (work) => database.writing(() => finishWork(database, work)),
    putBack: async (work, due, attempts) =>
      database.writing(() => putWorkBack(database, work, due, attempts)),
    bury: async (work, now, why) => database.writing(() => buryWork(database, work, now, why)),
    buried: async (most) => readBuried(database, most),
    backlog: async (now) => database.reading(() => readBacklog(database, now)),
    close: async () => database.close(),
  };
}
