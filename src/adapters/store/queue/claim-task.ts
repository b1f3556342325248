import { type Duration, type Instant, instant } from "../../../core/model/index.ts";
import type { Task } from "../../../ports/work-queue.ts";
import type { Database } from "../database.ts";

/** Inside of one transaction. A task is kept among the leases: no repository is called so, for want of a slash. */
export function claimTask(database: Database, task: Task, now: Instant, length: Duration): boolean {
  const taken = database.rows(
    "select 1 from work_lease where repository = $1 and ends > $2",
    { $1: task, $2: now },
    () => true,
  );
  if (taken.length > 0) return false;
  database.change(
    `insert into work_lease (repository, fence, ends, key) values ($1, 1, $2, $1)
     on conflict (repository) do update set fence = work_lease.fence + 1, ends = excluded.ends`,
    { $1: task, $2: instant(now + length) },
  );
  return true;
}
