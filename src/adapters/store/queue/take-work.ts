import * as z from "zod";
import { type Duration, type Instant, instant } from "../../../core/model/index.ts";
import type { LeasedWork } from "../../../ports/work-queue.ts";
import type { Database } from "../database.ts";
import { storedUrgency } from "./stored-urgency.ts";

/** The most urgent work that is due, and among equals the one that waits longest. */
const mostUrgent = `
  select key, repository, urgency, due, payload, attempts from work
  where due <= $1 and not exists
    (select 1 from work_lease where work_lease.repository = work.repository and ends > $1)
  order by urgency, due, key limit 1`;

export function isAnyDue(database: Database, now: Instant): boolean {
  return database.rows(mostUrgent, { $1: now }, () => true).length > 0;
}

/** Inside of one transaction. */
export function takeWork(database: Database, now: Instant, lease: Duration): LeasedWork | null {
  const [work] = database.rows(mostUrgent, { $1: now }, (row) => WorkRow.parse(row));
  if (work === undefined) return null;
  const attempts = work.attempts + 1;
  // Counted before it is tried: work that ends the process must not be tried for ever.
  database.change("update work set attempts = $2 where key = $1", { $1: work.key, $2: attempts });
  return { ...work, attempts, fence: nextFence(database, work, instant(now + lease)) };
}

function nextFence(
  database: Database,
  work: { readonly key: string; readonly repository: string },
  ends: Instant,
): number {
  database.change(
    `insert into work_lease (repository, fence, ends, key) values ($1, 1, $2, $3)
     on conflict (repository) do update
     set fence = work_lease.fence + 1, ends = excluded.ends, key = excluded.key`,
    { $1: work.repository, $2: ends, $3: work.key },
  );
  const [fence] = database.rows(
    "select fence from work_lease where repository = $1",
    { $1: work.repository },
    (row) => z.object({ fence: z.number() }).parse(row).fence,
  );
  if (fence === undefined) throw new Error("a lease that was just written is not there");
  return fence;
}

const WorkRow = z.object({
  key: z.string(),
  repository: z.string(),
  urgency: storedUrgency,
  due: z.number().transform(instant),
  payload: z.string(),
  attempts: z.number(),
});
