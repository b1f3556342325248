import * as z from "zod";
import type { HistoryChange, HistoryStore, StoredHistory } from "../../ports/history-store.ts";
import type { Database } from "./database.ts";
import { openDatabase } from "./open-database.ts";

/** A store in this folder, which is there; the store is made where it is not. Throws a PortError. */
export async function openHistoryStore(directory: string): Promise<HistoryStore> {
  const database = await openDatabase(directory);
  return {
    load: async (source, namespaces) =>
      database.reading(() => {
        const found = namespaces.map((namespace) => loadOne(database, source, namespace));
        return new Map(found.flatMap((one) => one ?? []));
      }),
    save: async (source, changes) =>
      database.writing(() => {
        for (const change of changes) saveOne(database, source, change);
        forgetEnded(database, Math.min(...changes.map(({ firstDay }) => firstDay)));
      }),
    close: async () => database.close(),
  };
}

const HeadRow = z.object({ revision: z.number(), content: z.instanceof(Uint8Array) });
const DayRow = z.object({ day: z.number(), content: z.instanceof(Uint8Array) });

function loadOne(database: Database, source: string, namespace: string): [[string, StoredHistory]] | null {
  const [head] = database.rows(
    "select revision, content from history_head where source = $1 and namespace = $2",
    { $1: source, $2: namespace },
    (row) => HeadRow.parse(row),
  );
  if (head === undefined) return null;
  const days = database.rows(
    "select day, content from history_day where source = $1 and namespace = $2",
    { $1: source, $2: namespace },
    (row) => DayRow.parse(row),
  );
  const byDay = new Map(days.map(({ day, content }) => [day, content]));
  return [[namespace, { revision: head.revision, head: head.content, days: byDay }]];
}

function saveOne(database: Database, source: string, change: HistoryChange): void {
  const here = { $1: source, $2: change.namespace };
  const [kept] = database.rows(
    "select revision from history_head where source = $1 and namespace = $2",
    here,
    (row) => z.object({ revision: z.number() }).parse(row).revision,
  );
  if (change.madeFrom !== null && change.madeFrom !== kept) return;
  if (change.madeFrom === null) {
    database.change("delete from history_day where source = $1 and namespace = $2", here);
  } else {
    database.change("delete from history_day where source = $1 and namespace = $2 and day < $3", {
      ...here,
      $3: change.firstDay,
    });
  }
  database.change(
    `insert into history_head (source, namespace, revision, last_day, content)
     values ($1, $2, $3, $4, $5)
     on conflict (source, namespace) do update
     set revision = excluded.revision, last_day = excluded.last_day, content = excluded.content`,
    { ...here, $3: (kept ?? 0) + 1, $4: change.lastDay, $5: change.head },
  );
  for (const [day, content] of change.days) {
    database.change(
      `insert into history_day (source, namespace, day, content) values ($1, $2, $3, $4)
       on conflict (source, namespace, day) do update set content = excluded.content`,
      { ...here, $3: day, $4: content },
    );
  }
}

/** Namespaces that are gone, and sources that nobody asks any more, are never saved again. */
function forgetEnded(database: Database, before: number): void {
  database.change(
    `delete from history_day where exists
     (select 1 from history_head where history_head.source = history_day.source
      and history_head.namespace = history_day.namespace and last_day < $1)`,
    { $1: before },
  );
  database.change("delete from history_head where last_day < $1", { $1: before });
}
