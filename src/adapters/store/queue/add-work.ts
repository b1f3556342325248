import { duration, type Instant } from "../../../core/model/index.ts";
import type { NewWork, WorkOrder } from "../../../ports/work-queue.ts";
import type { Database } from "../database.ts";
import { rankOf } from "./stored-urgency.ts";

// GitHub redelivers by hand for three days; a day more for clocks and weekends that differ.
const rememberedFor = duration(4, "d");

/** Inside of one transaction. */
export function addWork(database: Database, order: WorkOrder, now: Instant): number | null {
  if (order.identities.some((identity) => !isFirst(database, identity, now))) return null;
  database.change("delete from work_seen where seen < $1", { $1: now - rememberedFor });
  for (const repository of order.gone) drop(database, repository);
  return order.work.filter((work) => addOne(database, work, now)).length;
}

/**
 * Records an identity. An order is refused by its first known one, and what it recorded before that stays: a meaning
 * that came under a second delivery's id makes that id known as well, which is what it is.
 */
function isFirst(database: Database, identity: string, now: Instant): boolean {
  const known = database.rows("select 1 from work_seen where identity = $1", { $1: identity }, () => true);
  if (known.length > 0) return false;
  database.change("insert into work_seen (identity, seen) values ($1, $2)", { $1: identity, $2: now });
  return true;
}

/** What is being worked on ends by itself: it finds nothing any more. */
function drop(database: Database, repository: string): void {
  database.change("delete from work where repository = $1", { $1: repository });
}

function addOne(database: Database, work: NewWork, now: Instant): boolean {
  const urgency = rankOf(work.urgency);
  const [known] = database.rows(
    `select added_again, case when exists
       (select 1 from work_lease where work_lease.key = work.key and ends > $2) then 1 else 0 end as is_working
     from work where key = $1`,
    { $1: work.key, $2: now },
    (row) => ({ isWorking: row["is_working"] === 1, isAgain: row["added_again"] === 1 }),
  );
  if (known === undefined) {
    database.change(
      `insert into work (key, repository, urgency, due, payload, attempts, added_again)
       values ($1, $2, $3, $4, $5, 0, 0)`,
      { $1: work.key, $2: work.repository, $3: urgency, $4: work.due, $5: work.payload },
    );
    return true;
  }
  if (work.onlyWhenNone) return false;
  const values = { $1: work.key, $2: work.payload, $3: urgency, $4: work.due };
  if (known.isWorking && !known.isAgain) {
    // Whoever works on it may have read the world before this happened, so it is done again, when this is due.
    database.change(
      "update work set payload = $2, urgency = $3, due = $4, added_again = 1 where key = $1",
      values,
    );
    return true;
  }
  database.change(
    `update work set payload = $2,
       urgency = case when urgency > $3 then $3 else urgency end,
       due = case when due > $4 then $4 else due end
     where key = $1`,
    values,
  );
  return false;
}
