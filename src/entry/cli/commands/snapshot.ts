import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { defaultConfiguration } from "../../../app/read-configuration.ts";
import { writeSnapshot } from "../../../core/telemetry/index.ts";
import { withWindow } from "../options/configuration.ts";
import { readFilters } from "../options/filters.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { progressLine } from "../output/progress-line.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addScopeOptions } from "./common-options.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

interface SnapshotFlags extends Omit<TelemetryFlags, "window"> {
  readonly window?: string | undefined;
  readonly file: string;
  readonly workload: readonly string[];
}

export function snapshotCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("snapshot")
    .description("record what a scan needs to know into a file, for `optpass scan --snapshot`")
    .addOption(
      new Option(
        "-f, --file <file>",
        "where to write; - is standard output, a name with .gz is packed",
      ).default("optpass-snapshot.json.gz"),
    );
  return addStoreOption(addPrometheusOptions(addScopeOptions(command))).action((flags) =>
    snapshot(flags, streams),
  );
}

async function snapshot(flags: SnapshotFlags, streams: Streams): Promise<void> {
  const line = progressLine(streams.stderr);
  try {
    const filters = readFilters(flags.namespace, flags.workload);
    const reading = withWindow(flags, defaultConfiguration());
    const read = await readTelemetry(reading, filters, streams, line.progress);
    line.clear();
    const evidence = read.evidence.filter(({ target }) => filters.wantsWorkload(target));
    const text = writeSnapshot({ ...read, evidence });
    if (flags.file === "-") {
      streams.stdout.write(text);
      return;
    }
    save(flags.file, text);
    streams.stderr.write(`Wrote ${flags.file}: ${evidence.length} containers.\n`);
  } finally {
    line.clear();
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, file.endsWith(".gz") ? gzipSync(text, { level: 9 }) : text);
  } catch (error) {
    throw new UsageError(
      `--file: cannot write ${file}: ${error instanceof Error ? error.message : "unknown reason"}`,
    );
  }
}
