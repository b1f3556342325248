import { type Duration, duration, type Instant, instant } from "../../../core/model/index.ts";
import type { LeasedWork } from "../../../ports/work-queue.ts";
import type { Database } from "../database.ts";

// Each of these is called inside of one transaction, so that the fence that was checked is the one that holds.

/** Long enough for someone to come back from a holiday and look. */
const buriedFor = duration(30, "d");

export function renewLease(database: Database, work: LeasedWork, now: Instant, lease: Duration): boolean {
  if (!holds(database, work)) return false;
  setEnd(database, work, instant(now + lease));
  return true;
}

export function finishWork(database: Database, work: LeasedWork): boolean {
  if (!holds(database, work)) return false;
  database.change("delete from work where key = $1 and added_again = 0", { $1: work.key });
  // Only what came while it was done is left, and has not failed yet.
  database.change("update work set attempts = 0, added_again = 0 where key = $1", { $1: work.key });
  setEnd(database, work, instant(0));
  return true;
}

export function putWorkBack(database: Database, work: LeasedWork, due: Instant, attempts: number): boolean {
  if (!holds(database, work)) return false;
  // What came meanwhile does not wait for the failure's sake.
  database.change(
    `update work set due = case when added_again = 1 then due else $2 end, attempts = $3, added_again = 0
     where key = $1`,
    { $1: work.key, $2: due, $3: attempts },
  );
  setEnd(database, work, instant(0));
  return true;
}

export function buryWork(database: Database, work: LeasedWork, now: Instant, why: string): boolean {
  if (!finishWork(database, work)) return false;
  database.change(
    "insert into work_buried (key, repository, buried, attempts, why) values ($1, $2, $3, $4, $5)",
    { $1: work.key, $2: work.repository, $3: now, $4: work.attempts, $5: why },
  );
  database.change("delete from work_buried where buried < $1", { $1: now - buriedFor });
  return true;
}

/** A lease that ran out and that nobody took since is still held: nobody else can have begun. */
function holds(database: Database, work: LeasedWork): boolean {
  const found = database.rows(
    "select 1 from work_lease where repository = $1 and fence = $2 and ends > 0",
    { $1: work.repository, $2: work.fence },
    () => true,
  );
  return found.length > 0;
}

function setEnd(database: Database, work: LeasedWork, ends: Instant): void {
  database.change("update work_lease set ends = $2 where repository = $1", {
    $1: work.repository,
    $2: ends,
  });
}
