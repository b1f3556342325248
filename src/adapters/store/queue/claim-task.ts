import { type Duration, type Instant, instant } from "../../../core/model/index.ts";
import type { Task } from "../../../ports/work-queue.ts";
import type { Transaction } from "../database.ts";

/** Inside of one transaction. A task is kept among the leases: no repository is called so, for want of a slash. */
export async function claimTask(
  transaction: Transaction,
  task: Task,
  now: Instant,
  length: Duration,
): Promise<boolean> {
  const claimed = await transaction.rows(
    `insert into work_lease (repository, fence, ends, key) values ($1, 1, $2, $1)
     on conflict (repository) do update set fence = work_lease.fence + 1, ends = excluded.ends
     where work_lease.ends <= $3
     returning fence`,
    { $1: task, $2: instant(now + length), $3: now },
    () => true,
  );
  return claimed.length > 0;
}
