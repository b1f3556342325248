import * as z from "zod";
import type { HistoryChange, HistoryStore, StoredHistory } from "../../ports/history-store.ts";
import type { Transaction } from "./database.ts";
import { openDatabase } from "./open-database.ts";

/** A store at this location, see `openDatabase`. Throws a PortError. */
export async function openHistoryStore(location: string): Promise<HistoryStore> {
  const database = await openDatabase(location);
  return {
    load: (source, namespaces) =>
      database.reading(async (transaction) => {
        const found = new Map<string, StoredHistory>();
        for (const namespace of namespaces) {
          const one = await loadOne(transaction, source, namespace);
          if (one !== null) found.set(namespace, one);
        }
        return found;
      }),
    save: (source, changes) =>
      database.writing(async (transaction) => {
        await transaction.alone("histories");
        for (const change of changes) await saveOne(transaction, source, change);
        await forgetEnded(transaction, Math.min(...changes.map(({ firstDay }) => firstDay)));
      }),
    close: () => database.close(),
  };
}

const HeadRow = z.object({ revision: z.number(), content: z.instanceof(Uint8Array) });
const DayRow = z.object({ day: z.number(), content: z.instanceof(Uint8Array) });

async function loadOne(
  transaction: Transaction,
  source: string,
  namespace: string,
): Promise<StoredHistory | null> {
  const [head] = await transaction.rows(
    "select revision, content from history_head where source = $1 and namespace = $2",
    { $1: source, $2: namespace },
    (row) => HeadRow.parse(row),
  );
  if (head === undefined) return null;
  const days = await transaction.rows(
    "select day, content from history_day where source = $1 and namespace = $2",
    { $1: source, $2: namespace },
    (row) => DayRow.parse(row),
  );
  const byDay = new Map(days.map(({ day, content }) => [day, content]));
  return { revision: head.revision, head: head.content, days: byDay };
}

async function saveOne(transaction: Transaction, source: string, change: HistoryChange): Promise<void> {
  const here = { $1: source, $2: change.namespace };
  const [kept] = await transaction.rows(
    "select revision from history_head where source = $1 and namespace = $2",
    here,
    (row) => z.object({ revision: z.number() }).parse(row).revision,
  );
  if (change.madeFrom !== null && change.madeFrom !== kept) return;
  if (change.madeFrom === null) {
    await transaction.change("delete from history_day where source = $1 and namespace = $2", here);
  } else {
    await transaction.change("delete from history_day where source = $1 and namespace = $2 and day < $3", {
      ...here,
      $3: change.firstDay,
    });
  }
  await transaction.change(
    `insert into history_head (source, namespace, revision, last_day, content)
     values ($1, $2, $3, $4, $5)
     on conflict (source, namespace) do update
     set revision = excluded.revision, last_day = excluded.last_day, content = excluded.content`,
    { ...here, $3: (kept ?? 0) + 1, $4: change.lastDay, $5: change.head },
  );
  for (const [day, content] of change.days) {
    await transaction.change(
      `insert into history_day (source, namespace, day, content) values ($1, $2, $3, $4)
       on conflict (source, namespace, day) do update set content = excluded.content`,
      { ...here, $3: day, $4: content },
    );
  }
}

/** Namespaces that are gone, and sources that nobody asks any more, are never saved again. */
async function forgetEnded(transaction: Transaction, before: number): Promise<void> {
  await transaction.change(
    `delete from history_day where exists
     (select 1 from history_head where history_head.source = history_day.source
      and history_head.namespace = history_day.namespace and last_day < $1)`,
    { $1: before },
  );
  await transaction.change("delete from history_head where last_day < $1", { $1: before });
}
