import * as z from "zod";
import type { EventLog } from "../../../ports/event-log.ts";
import { openDatabase } from "../open-database.ts";
import { appendEvents } from "./append-events.ts";
import { eventPages, recordOf, recordPages } from "./read-events.ts";

/** A log at this location, see `openDatabase`; several processes may open the same. Throws a PortError. */
export async function openEventLog(location: string): Promise<EventLog> {
  const database = await openDatabase(location);
  return {
    append: (batch, now) => database.together((transaction) => appendEvents(transaction, batch, now)),
    keepEvidence: (id, snapshot, now) =>
      database.together(async (transaction) => {
        await transaction.change(
          "insert into evidence_snapshot (id, kept, content) values ($1, $2, $3) on conflict (id) do nothing",
          { $1: id, $2: now, $3: snapshot },
        );
      }),
    evidence: (id) =>
      database.reading(async (transaction) => {
        const [content] = await transaction.rows(
          "select content from evidence_snapshot where id = $1",
          { $1: id },
          (row) => z.object({ content: z.string() }).parse(row).content,
        );
        return content ?? null;
      }),
    events: (query) => eventPages(database, query),
    record: (repository, change) => recordOf(database, repository, change),
    records: (repository) => recordPages(database, repository),
    close: () => database.close(),
  };
}
