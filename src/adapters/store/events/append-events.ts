import * as z from "zod";
import type { Instant } from "../../../core/model/index.ts";
import type { EventBatch, EventToLog, StoredRecord } from "../../../ports/event-log.ts";
import type { Transaction } from "../database.ts";
import { storedChange } from "./stored-change.ts";

/** Inside of one transaction. */
export async function appendEvents(
  transaction: Transaction,
  { events, records }: EventBatch,
  now: Instant,
): Promise<number> {
  // One after the other: numbers are then seen in the order in which they were given, and none is missing for a while.
  await transaction.alone("events");
  const [last = 0] = await transaction.rows(
    "select coalesce(max(sequence), 0) as last from change_event",
    {},
    (row) => z.object({ last: z.number() }).parse(row).last,
  );
  let added = 0;
  for (const event of events) added += await appendOne(transaction, event, last + added + 1, now);
  if (added < events.length) return added;
  for (const record of records) await putRecord(transaction, record);
  return added;
}

function appendOne(
  transaction: Transaction,
  { repository, key, change, at, actor, kind, data, evidence }: EventToLog,
  sequence: number,
  now: Instant,
): Promise<number> {
  return transaction.change(
    `insert into change_event
       (sequence, repository, key, change_id, happened, recorded, actor, kind, data, evidence)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (repository, key) do nothing`,
    {
      ...{ $1: sequence, $2: repository, $3: key, $4: storedChange(change), $5: at, $6: now },
      ...{ $7: actor, $8: kind, $9: data, $10: evidence },
    },
  );
}

async function putRecord(
  transaction: Transaction,
  { repository, change, events, content }: StoredRecord,
): Promise<void> {
  await transaction.change(
    `insert into change_record (repository, change_id, events, content) values ($1, $2, $3, $4)
     on conflict (repository, change_id) do update
     set events = excluded.events, content = excluded.content
     where change_record.events <= excluded.events`,
    { $1: repository, $2: storedChange(change), $3: events, $4: content },
  );
}
