import type { EventLog, LoggedEvent } from "../../../ports/event-log.ts";
import type { EventReport } from "../output/event-report.ts";
import { writeAll } from "../output/write-all.ts";
import type { Streams } from "../streams.ts";

/** Writes events as they come; no more than a page of them is in memory. How many there were. */
export async function printEvents(
  { stdout }: Streams,
  log: EventLog,
  pages: AsyncIterable<readonly LoggedEvent[]>,
  report: EventReport,
  { withEvidence }: { readonly withEvidence: boolean },
): Promise<number> {
  let count = 0;
  await writeAll(stdout, report.begin);
  for await (const page of pages) {
    for (const event of page) {
      const snapshot = withEvidence && event.evidence !== null ? await log.evidence(event.evidence) : null;
      await writeAll(stdout, report.one(event, count === 0, snapshot));
      count += 1;
    }
  }
  await writeAll(stdout, report.end(count));
  return count;
}
