import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { formatInstant } from "../../../core/model/index.ts";
import { newestOf, readHistory } from "../../../core/record/index.ts";
import type { EventLog, LoggedEvent, StoredRecord } from "../../../ports/event-log.ts";
import { addStoreOption, openLog } from "../options/store-flag.ts";
import { eventFormats, eventReports } from "../output/event-report.ts";
import { printable } from "../output/printable.ts";
import { writeAll } from "../output/write-all.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { printEvents } from "./print-events.ts";

export function historyCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("history")
    .description("what happened to a change or a workload; without one, where each change stands")
    .addArgument(new Argument("[change]", "a change, payments/api/resources, or a workload, payments/api"))
    .addOption(new Option("--repository <owner/repo>", "only this repository"))
    .addOption(new Option("--evidence", "with what was measured before each proposal (json)"))
    .addOption(
      new Option("-o, --output <format>", "how to write events").choices(eventFormats).default("table"),
    );
  return addStoreOption(command).action(async (change, flags) => {
    const log = await openLog(flags, streams.environment);
    try {
      const repository = flags.repository?.toLowerCase() ?? null;
      if (change === undefined) return await printRecords(streams, log, repository);
      const withEvidence = flags.evidence === true && flags.output === "json";
      const events = eventsOf(log, repository, change);
      const count = await printEvents(streams, log, events, eventReports[flags.output], { withEvidence });
      if (count === 0)
        throw new UsageError(`nothing is recorded of "${change}": optpass history lists what is`);
    } finally {
      await log.close();
    }
  });
}

/** One change after the other, each from its beginning. */
async function* eventsOf(
  log: EventLog,
  repository: string | null,
  name: string,
): AsyncGenerator<readonly LoggedEvent[]> {
  for await (const page of log.records(repository)) {
    for (const record of page) {
      if (record.change === null || !isMeant(record, record.change, name)) continue;
      yield* log.events({ repository: record.repository, change: record.change });
    }
  }
}

function isMeant({ content }: StoredRecord, change: string, name: string): boolean {
  if (change === name || change.startsWith(`${name}/`)) return true;
  return readHistory(content)?.workload === name;
}

async function printRecords(streams: Streams, log: EventLog, repository: string | null): Promise<void> {
  let count = 0;
  for await (const page of log.records(repository)) {
    for (const record of page) {
      await writeAll(streams.stdout, `${lineOf(record).map(printable).join("  ")}\n`);
      count += 1;
    }
  }
  if (count === 0) await writeAll(streams.stdout, "Nothing is recorded.\n");
}

function lineOf({ repository, change, content }: StoredRecord): readonly string[] {
  const history = readHistory(content);
  const at = history?.at === null || history?.at === undefined ? "?" : formatInstant(history.at);
  if (change === null) return [at, repository, history?.isPaused === true ? "paused" : "not paused"];
  const newest = history === null ? null : newestOf(history);
  const held = newest?.isHeld === true && newest.state === "open" ? " (held)" : "";
  const stands = newest === null ? "?" : `#${newest.number} ${newest.phase}${held}`;
  return [at, repository, change, stands];
}
