import { duration, type Instant } from "../../../core/model/index.ts";
import type { NewWork, WorkOrder } from "../../../ports/work-queue.ts";
import type { Transaction } from "../database.ts";
import { rankOf } from "./stored-urgency.ts";

// GitHub redelivers by hand for three days; a day more for clocks and weekends that differ.
const rememberedFor = duration(4, "d");

/** Inside of one transaction. */
export async function addWork(
  transaction: Transaction,
  order: WorkOrder,
  now: Instant,
): Promise<number | null> {
  for (const identity of order.identities) if (!(await isFirst(transaction, identity, now))) return null;
  await transaction.change("delete from work_seen where seen < $1", { $1: now - rememberedFor });
  for (const repository of order.gone) await drop(transaction, repository);
  let added = 0;
  // In one order for everybody: two that lock the same works can then not wait for each other.
  for (const work of order.work.toSorted(byKey)) if (await addOne(transaction, work, now)) added += 1;
  return added;
}

/**
 * Records an identity. An order is refused by its first known one, and what it recorded before that stays: a meaning
 * that came under a second delivery's id makes that id known as well, which is what it is.
 */
async function isFirst(transaction: Transaction, identity: string, now: Instant): Promise<boolean> {
  const recorded = await transaction.change(
    "insert into work_seen (identity, seen) values ($1, $2) on conflict (identity) do nothing",
    { $1: identity, $2: now },
  );
  return recorded > 0;
}

/** What is being worked on ends by itself: it finds nothing any more. */
async function drop(transaction: Transaction, repository: string): Promise<void> {
  await transaction.change("delete from work where repository = $1", { $1: repository });
}

async function addOne(transaction: Transaction, work: NewWork, now: Instant): Promise<boolean> {
  const urgency = rankOf(work.urgency);
  const added = await transaction.change(
    `insert into work (key, repository, urgency, due, payload, attempts, added_again)
     values ($1, $2, $3, $4, $5, 0, 0) on conflict (key) do nothing`,
    { $1: work.key, $2: work.repository, $3: urgency, $4: work.due, $5: work.payload },
  );
  if (added > 0) return true;
  if (work.onlyWhenNone) return false;
  const [known] = await transaction.rows(
    `select added_again from work where key = $1 ${transaction.locking.wait}`,
    { $1: work.key },
    (row) => ({ isAgain: row["added_again"] === 1 }),
  );
  // It was done between these two statements.
  if (known === undefined) return addOne(transaction, work, now);
  const values = { $1: work.key, $2: work.payload, $3: urgency, $4: work.due };
  if (!known.isAgain && (await isWorking(transaction, work.key, now))) {
    // Whoever works on it may have read the world before this happened, so it is done again, when this is due.
    await transaction.change(
      "update work set payload = $2, urgency = $3, due = $4, added_again = 1 where key = $1",
      values,
    );
    return true;
  }
  await transaction.change(
    `update work set payload = $2,
       urgency = case when urgency > $3 then $3 else urgency end,
       due = case when due > $4 then $4 else due end
     where key = $1`,
    values,
  );
  return false;
}

/** To be asked with the work locked, and in a statement of its own: what a statement sees is as old as its beginning. */
async function isWorking(transaction: Transaction, key: string, now: Instant): Promise<boolean> {
  const leases = await transaction.rows(
    "select 1 from work_lease where key = $1 and ends > $2",
    { $1: key, $2: now },
    () => true,
  );
  return leases.length > 0;
}

function byKey(left: NewWork, right: NewWork): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}
