import { type Duration, duration, type Instant, instant } from "../../../core/model/index.ts";
import type { LeasedWork } from "../../../ports/work-queue.ts";
import type { Transaction } from "../database.ts";

// Each of these is called inside of one transaction, so that the fence that was checked is the one that holds.

/** Long enough for someone to come back from a holiday and look. */
const buriedFor = duration(30, "d");

export async function renewLease(
  transaction: Transaction,
  work: LeasedWork,
  now: Instant,
  lease: Duration,
): Promise<boolean> {
  if (!(await holds(transaction, work))) return false;
  await setEnd(transaction, work, instant(now + lease));
  return true;
}

export async function finishWork(transaction: Transaction, work: LeasedWork): Promise<boolean> {
  if (!(await holds(transaction, work))) return false;
  await transaction.change("delete from work where key = $1 and added_again = 0", { $1: work.key });
  // Only what came while it was done is left, and has not failed yet.
  await transaction.change("update work set attempts = 0, added_again = 0 where key = $1", { $1: work.key });
  await setEnd(transaction, work, instant(0));
  return true;
}

export async function putWorkBack(
  transaction: Transaction,
  work: LeasedWork,
  due: Instant,
  attempts: number,
): Promise<boolean> {
  if (!(await holds(transaction, work))) return false;
  // What came meanwhile does not wait for the failure's sake.
  await transaction.change(
    `update work set due = case when added_again = 1 then due else $2 end, attempts = $3, added_again = 0
     where key = $1`,
    { $1: work.key, $2: due, $3: attempts },
  );
  await setEnd(transaction, work, instant(0));
  return true;
}

export async function buryWork(
  transaction: Transaction,
  work: LeasedWork,
  now: Instant,
  why: string,
): Promise<boolean> {
  if (!(await finishWork(transaction, work))) return false;
  await transaction.change(
    "insert into work_buried (key, repository, buried, attempts, why) values ($1, $2, $3, $4, $5)",
    { $1: work.key, $2: work.repository, $3: now, $4: work.attempts, $5: why },
  );
  await transaction.change("delete from work_buried where buried < $1", { $1: now - buriedFor });
  return true;
}

/**
 * A lease that ran out and that nobody took since is still held: nobody else can have begun. Work and lease are locked, in
 * this order.
 */
async function holds(transaction: Transaction, work: LeasedWork): Promise<boolean> {
  const { wait } = transaction.locking;
  await transaction.rows(`select 1 from work where key = $1 ${wait}`, { $1: work.key }, () => true);
  const found = await transaction.rows(
    `select 1 from work_lease where repository = $1 and fence = $2 and ends > 0 ${wait}`,
    { $1: work.repository, $2: work.fence },
    () => true,
  );
  return found.length > 0;
}

async function setEnd(transaction: Transaction, work: LeasedWork, ends: Instant): Promise<void> {
  await transaction.change("update work_lease set ends = $2 where repository = $1", {
    $1: work.repository,
    $2: ends,
  });
}
