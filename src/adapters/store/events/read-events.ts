import * as z from "zod";
import { instant } from "../../../core/model/index.ts";
import type { EventQuery, LoggedEvent, StoredRecord } from "../../../ports/event-log.ts";
import type { Database, Values } from "../database.ts";
import { readChange, storedChange } from "./stored-change.ts";

const pageSize = 500;

/** Each page goes on behind the last event of the one before it, so none holds a transaction open. */
export async function* eventPages(
  database: Database,
  query: EventQuery,
): AsyncGenerator<readonly LoggedEvent[]> {
  const { repository, change } = query;
  const named = [
    ...(repository === undefined ? [] : ["repository"]),
    ...(change === undefined ? [] : ["change_id"]),
  ];
  const narrowed = named.map((column, index) => ` and ${column} = $${index + 5}`).join("");
  const values = [repository, change === undefined ? undefined : storedChange(change)];
  const given = values.filter((value) => value !== undefined);
  const sql = `select sequence, repository, key, change_id, happened, recorded, actor, kind, data, evidence
     from change_event
     where (happened, sequence) > ($1, $2) and happened < $3${narrowed}
     order by happened, sequence limit $4`;
  let [happened, sequence] = [(query.since ?? Number.MIN_SAFE_INTEGER + 1) - 1, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const bounds: Values = {
      ...{ $1: happened, $2: sequence, $3: query.until ?? Number.MAX_SAFE_INTEGER, $4: pageSize },
      ...Object.fromEntries(given.map((value, index) => [`$${index + 5}`, value])),
    };
    const page = await database.reading((transaction) =>
      transaction.rows(sql, bounds, (row) => EventRow.parse(row)),
    );
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    [happened, sequence] = [last.at, last.sequence];
  }
}

export async function* recordPages(
  database: Database,
  repository: string | null,
): AsyncGenerator<readonly StoredRecord[]> {
  const sql = `select repository, change_id, events, content from change_record
     where (repository, change_id) > ($1, $2)${repository === null ? "" : " and repository = $1"}
     order by repository, change_id limit $3`;
  // The first page of one repository begins with the record of itself, which has no name.
  let [first, change] = [repository ?? "", ""];
  if (repository !== null) {
    const own = await recordOf(database, repository, null);
    if (own !== null) yield [own];
  }
  for (;;) {
    const bounds: Values = { $1: first, $2: change, $3: pageSize };
    const page = await database.reading((transaction) =>
      transaction.rows(sql, bounds, (row) => RecordRow.parse(row)),
    );
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    [first, change] = [last.repository, storedChange(last.change)];
  }
}

/** `null` where there is none. */
export async function recordOf(
  database: Database,
  repository: string,
  change: string | null,
): Promise<StoredRecord | null> {
  const [found] = await database.reading((transaction) =>
    transaction.rows(
      "select repository, change_id, events, content from change_record where repository = $1 and change_id = $2",
      { $1: repository, $2: storedChange(change) },
      (row) => RecordRow.parse(row),
    ),
  );
  return found ?? null;
}

const EventRow = z
  .object({
    sequence: z.number(),
    repository: z.string(),
    key: z.string(),
    change_id: z.string(),
    happened: z.number().transform(instant),
    recorded: z.number().transform(instant),
    actor: z.string().nullable(),
    kind: z.string(),
    data: z.string(),
    evidence: z.string().nullable(),
  })
  .transform(({ change_id, happened, recorded, ...rest }) => ({
    ...rest,
    change: readChange(change_id),
    at: happened,
    recordedAt: recorded,
  }));

const RecordRow = z
  .object({ repository: z.string(), change_id: z.string(), events: z.number(), content: z.string() })
  .transform(({ change_id, ...rest }) => ({ ...rest, change: readChange(change_id) }));
