import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { readMoment } from "../options/read-moment.ts";
import { addStoreOption, openLog } from "../options/store-flag.ts";
import { eventFormats, eventReports } from "../output/event-report.ts";
import type { Streams } from "../streams.ts";
import { printEvents } from "./print-events.ts";

export function auditCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("audit")
    .description(
      "everything that was done, found and ordered, by when it happened, for people and for programs",
    )
    .addOption(new Option("--since <time>", "a day, a time (RFC 3339), or how long ago: 30d"))
    .addOption(new Option("--until <time>", "the same; what happens at that time is left out"))
    .addOption(new Option("--repository <owner/repo>", "only this repository"))
    .addOption(new Option("--evidence", "with what was measured before each proposal (json)"))
    .addOption(new Option("-o, --output <format>", "how to write it").choices(eventFormats).default("table"));
  return addStoreOption(command).action(async (flags) => {
    const now = streams.clock.now();
    const log = await openLog(flags, streams.environment);
    try {
      const events = log.events({
        since: readMoment("--since", flags.since, now),
        until: readMoment("--until", flags.until, now),
        repository: flags.repository?.toLowerCase(),
      });
      const withEvidence = flags.evidence === true && flags.output === "json";
      await printEvents(streams, log, events, eventReports[flags.output], { withEvidence });
    } finally {
      await log.close();
    }
  });
}
