// One pass of OptPass over a server, in a process of its own: prints what it cost as JSON.
import { Command } from "@commander-js/extra-typings";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { gatherTelemetry } from "../../src/app/gather-telemetry.ts";
import { type Duration, duration, type Instant, windowEndingAt } from "../../src/core/model/index.ts";
import { readDuration, readInstant } from "./pass-options.ts";
import { type Answered, reportPass } from "./pass-report.ts";

interface PassOptions {
  readonly url: string;
  readonly at: Instant;
  readonly window: Duration;
}

// `--store <directory>`, what earlier passes have read, comes with the hourly pass; until then it is refused.
const program = new Command("pass")
  .requiredOption("--url <url>", "the Prometheus server")
  .requiredOption("--at <time>", "end of the window, RFC 3339", readInstant)
  .option("--window <duration>", "how far back to look", readDuration, duration(14, "d"));

async function pass({ url: text, at, window }: PassOptions): Promise<Answered> {
  const url = parsePrometheusUrl(text);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ url: url.value });
  try {
    const telemetry = await gatherTelemetry(source, at, {
      window: windowEndingAt(at, window),
      wantsNamespace: () => true,
      matchers: [],
      progress: () => {},
    });
    for (const notice of telemetry.notices) process.stderr.write(`${notice}\n`);
    const { bytes, samples, queries } = telemetry.cost;
    return { bytes, samples, requests: queries, containers: telemetry.evidence.length };
  } finally {
    await source.close();
  }
}

program.parse();
const options = program.opts();
await reportPass(() => pass(options));
