import * as z from "zod";
import { type Instant, instant } from "../../../core/model/index.ts";
import type { Backlog, BuriedWork, Urgency } from "../../../ports/work-queue.ts";
import type { Transaction } from "../database.ts";
import { storedUrgency } from "./stored-urgency.ts";

const isWorking =
  "exists (select 1 from work_lease where work_lease.key = work.key and work_lease.ends > $1)";

/** Inside of one transaction. */
export async function readBacklog(transaction: Transaction, now: Instant): Promise<Backlog> {
  const counts = await transaction.rows(
    `select urgency, count(*) as amount, min(due) as oldest from work where not ${isWorking} group by urgency`,
    { $1: now },
    (row) => CountRow.parse(row),
  );
  const waiting = { person: 0, rollback: 0, verification: 0, schedule: 0 };
  const oldestDue: Record<Urgency, Instant | null> = {
    person: null,
    rollback: null,
    verification: null,
    schedule: null,
  };
  for (const { urgency, amount, oldest } of counts) {
    waiting[urgency] = amount;
    oldestDue[urgency] = oldest <= now ? instant(oldest) : null;
  }
  return {
    waiting,
    oldestDue,
    working: await amountOf(transaction, `select count(*) as amount from work where ${isWorking}`, {
      $1: now,
    }),
    buried: await amountOf(transaction, "select count(*) as amount from work_buried", {}),
  };
}

export async function readBuried(transaction: Transaction, most: number): Promise<readonly BuriedWork[]> {
  return transaction.rows(
    "select key, repository, buried, attempts, why from work_buried order by buried desc, key limit $1",
    { $1: most },
    (row) => BuriedRow.parse(row),
  );
}

async function amountOf(transaction: Transaction, sql: string, values: { $1?: number }): Promise<number> {
  const [amount = 0] = await transaction.rows(
    sql,
    values,
    (row) => z.object({ amount: z.number() }).parse(row).amount,
  );
  return amount;
}

const CountRow = z.object({ urgency: storedUrgency, amount: z.number(), oldest: z.number() });

const BuriedRow = z
  .object({
    key: z.string(),
    repository: z.string(),
    buried: z.number().transform(instant),
    attempts: z.number(),
    why: z.string(),
  })
  .transform(({ buried, ...rest }) => ({ ...rest, buriedAt: buried }));
