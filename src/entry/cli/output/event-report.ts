import { eventOf } from "../../../app/kept-records.ts";
import { formatInstant } from "../../../core/model/index.ts";
import { describeHappening } from "../../../core/record/index.ts";
import type { LoggedEvent } from "../../../ports/event-log.ts";
import { csvLine } from "./csv.ts";
import { printable } from "./printable.ts";

export const eventFormats = ["table", "json", "csv"] as const;

export type EventFormat = (typeof eventFormats)[number];

/** How a list of events is written, piece by piece: there may be millions. */
export interface EventReport {
  readonly begin: string;
  /** `snapshot` is what was measured, as JSON; `null` where it was not asked for or not kept. */
  one(event: LoggedEvent, isFirst: boolean, snapshot: string | null): string;
  end(count: number): string;
}

export const eventReports: Readonly<Record<EventFormat, EventReport>> = {
  table: {
    begin: "",
    one: (event) => `${rowOf(event).map(printable).join("  ").trimEnd()}\n`,
    end: (count) => (count === 0 ? "Nothing is recorded.\n" : ""),
  },
  json: {
    begin: "[",
    one: (event, isFirst, snapshot) => `${isFirst ? "" : ","}\n${JSON.stringify(jsonOf(event, snapshot))}`,
    end: (count) => (count === 0 ? "]\n" : "\n]\n"),
  },
  csv: {
    begin: csvLine([
      ...["sequence", "time", "recorded", "repository", "change", "kind", "actor", "details", "evidence"],
      "data",
    ]),
    one: (event) => csvLine(cellsOf(event)),
    end: () => "",
  },
};

function rowOf(event: LoggedEvent): readonly string[] {
  const { at, actor, repository, change, kind } = event;
  const details = describeHappening(eventOf(event).happened);
  return [formatInstant(at), repository, change ?? "-", kind, actor ?? "?", details];
}

function jsonOf(event: LoggedEvent, snapshot: string | null): object {
  const { sequence, at, recordedAt, repository, change, kind, actor, evidence, data } = event;
  return {
    ...{ sequence, time: formatInstant(at), recorded: formatInstant(recordedAt), repository, change, kind },
    ...{ actor, details: describeHappening(eventOf(event).happened), data: parsed(data), evidence },
    ...(snapshot === null ? {} : { snapshot: parsed(snapshot) }),
  };
}

function cellsOf(event: LoggedEvent): readonly string[] {
  const { sequence, at, recordedAt, repository, change, kind, actor, evidence, data } = event;
  return [
    ...[String(sequence), formatInstant(at), formatInstant(recordedAt), repository, change ?? "", kind],
    ...[actor ?? "", describeHappening(eventOf(event).happened), evidence ?? "", data],
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
