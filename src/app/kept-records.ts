import type { ChangeEvent, Instant } from "../core/model/index.ts";
import {
  type ChangeHistory,
  noHistory,
  type Recorded,
  readHappening,
  readHistory,
  withEvent,
  writeHappening,
  writeHistory,
} from "../core/record/index.ts";
import type { EventLog, EventToLog, LoggedEvent, StoredRecord } from "../ports/event-log.ts";

/** Current records of the changes of a repository; that of the repository itself is the change `null`. */
export type KeptRecords = ReadonlyMap<string | null, ChangeHistory>;

/** Throws a PortError. */
export async function loadRecords(log: EventLog, repository: string): Promise<KeptRecords> {
  const kept = new Map<string | null, ChangeHistory>();
  for await (const page of log.records(repository)) {
    for (const { change, content } of page) {
      kept.set(change, readHistory(content) ?? (await refold(log, repository, change)));
    }
  }
  return kept;
}

/** The record of one change, from its events alone. */
export async function refold(
  log: EventLog,
  repository: string,
  change: string | null,
): Promise<ChangeHistory> {
  let history = noHistory;
  for await (const page of log.events({ repository, change })) {
    for (const event of page) history = withEvent(history, eventOf(event));
  }
  return history;
}

export function eventOf({ kind, data, ...event }: LoggedEvent): ChangeEvent {
  return { ...event, happened: readHappening({ kind, data }) };
}

/** One change, or the repository itself, with what is new of it. */
type News = Recorded & { readonly change: string | null };

/** Keeps what is new. Where somebody else recorded some of it meanwhile, the records are made of all events anew. */
export async function keep(
  log: EventLog,
  repository: string,
  recorded: readonly News[],
  now: Instant,
): Promise<void> {
  const news = recorded.filter(({ events }) => events.length > 0);
  const events = news.flatMap((one) => one.events.map(toLog));
  if (events.length === 0) return;
  const records = news.map(({ change, history }) => recordOf(repository, change, history));
  if ((await log.append({ events, records }, now)) === events.length) return;
  const anew = [];
  for (const { change } of news) {
    anew.push(recordOf(repository, change, await refold(log, repository, change)));
  }
  await log.append({ events: [], records: anew }, now);
}

function recordOf(repository: string, change: string | null, history: ChangeHistory): StoredRecord {
  return { repository, change, events: history.events, content: writeHistory(history) };
}

function toLog({ happened, ...event }: ChangeEvent): EventToLog {
  return { ...event, ...writeHappening(happened) };
}
