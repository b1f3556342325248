import * as z from "zod";
import { type Duration, type Instant, instant } from "../../../core/model/index.ts";
import type { LeasedWork } from "../../../ports/work-queue.ts";
import type { Transaction } from "../database.ts";
import { storedUrgency } from "./stored-urgency.ts";

/** The most urgent work that is due, and among equals the one that waits longest. */
const mostUrgent = `
  select key, repository, urgency, due, payload, attempts from work
  where due <= $1 and not exists
    (select 1 from work_lease where work_lease.repository = work.repository and ends > $1)
  order by urgency, due, key limit 1`;

export async function isAnyDue(transaction: Transaction, now: Instant): Promise<boolean> {
  return (await transaction.rows(mostUrgent, { $1: now }, () => true)).length > 0;
}

/**
 * Inside of one transaction. A work is locked before the lease of its repository, here and wherever both are: two
 * transactions can then not wait for each other.
 */
export async function takeWork(
  transaction: Transaction,
  now: Instant,
  lease: Duration,
): Promise<LeasedWork | null> {
  for (;;) {
    const [work] = await transaction.rows(`${mostUrgent} ${transaction.locking.skip}`, { $1: now }, (row) =>
      WorkRow.parse(row),
    );
    if (work === undefined) return null;
    const fence = await nextFence(transaction, work, now, instant(now + lease));
    // Somebody took another work of this repository at the same moment: its lease is seen by the next look.
    if (fence === null) continue;
    const attempts = work.attempts + 1;
    // Counted before it is tried: work that ends the process must not be tried for ever.
    await transaction.change("update work set attempts = $2 where key = $1", { $1: work.key, $2: attempts });
    return { ...work, attempts, fence };
  }
}

/** `null` where the repository is leased. */
async function nextFence(
  transaction: Transaction,
  work: { readonly key: string; readonly repository: string },
  now: Instant,
  ends: Instant,
): Promise<number | null> {
  const [fence] = await transaction.rows(
    `insert into work_lease (repository, fence, ends, key) values ($1, 1, $2, $3)
     on conflict (repository) do update
     set fence = work_lease.fence + 1, ends = excluded.ends, key = excluded.key
     where work_lease.ends <= $4
     returning fence`,
    { $1: work.repository, $2: ends, $3: work.key, $4: now },
    (row) => z.object({ fence: z.number() }).parse(row).fence,
  );
  return fence ?? null;
}

const WorkRow = z.object({
  key: z.string(),
  repository: z.string(),
  urgency: storedUrgency,
  due: z.number().transform(instant),
  payload: z.string(),
  attempts: z.number(),
});
