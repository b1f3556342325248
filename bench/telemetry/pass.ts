// One pass of OptPass over a server, in a process of its own: prints what it cost as JSON.
import { Command } from "@commander-js/extra-typings";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { openHistoryStore } from "../../src/adapters/store/index.ts";
import { makeFolder } from "../../src/adapters/system/make-folder.ts";
import { gatherTelemetry } from "../../src/app/gather-telemetry.ts";
import { type Duration, duration, type Instant, windowEndingAt } from "../../src/core/model/index.ts";
import { readDuration, readInstant } from "./pass-options.ts";
import { type Answered, reportPass } from "./pass-report.ts";

interface PassOptions {
  readonly url: string;
  readonly at: Instant;
  readonly window: Duration;
  readonly store?: string | undefined;
}

const program = new Command("pass")
  .requiredOption("--url <url>", "the Prometheus server")
  .requiredOption("--at <time>", "end of the window, RFC 3339", readInstant)
  .option("--window <duration>", "how far back to look", readDuration, duration(14, "d"))
  .option("--store <directory>", "what earlier passes have read, to go on from");

async function pass({ url: text, at, window, store: directory }: PassOptions): Promise<Answered> {
  const url = parsePrometheusUrl(text);
  if (!url.ok) throw new Error(url.error);
  // Server and client stand on different machines in life, where answers are packed.
  const source = createPrometheusSource({ url: url.value, gzip: "on" });
  if (directory !== undefined) makeFolder(directory);
  const store = directory === undefined ? null : await openHistoryStore(directory);
  try {
    const telemetry = await gatherTelemetry(source, at, {
      window: windowEndingAt(at, window),
      wantsNamespace: () => true,
      matchers: [],
      progress: () => {},
      // The same estate is served under another address each time.
      folder: store && { store, source: "bench" },
    });
    for (const notice of telemetry.notices) process.stderr.write(`${notice}\n`);
    const { bytes, samples, queries } = telemetry.cost;
    return { bytes, samples, requests: queries, containers: telemetry.evidence.length };
  } finally {
    await store?.close();
    await source.close();
  }
}

program.parse();
const options = program.opts();
await reportPass(() => pass(options));
