import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import { locateSettings } from "../../../app/locate-settings.ts";
import { readFilters } from "../options/filters.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { findingsOf } from "../output/locate/findings.ts";
import { locateJson } from "../output/locate/locate-json.ts";
import { locateReport } from "../output/locate/locate-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addRepositoryOptions, workloadOption } from "./common-options.ts";
import { requireEnvironment } from "./open-inputs.ts";

const formats = ["table", "json"] as const;

interface LocateFlags extends RendererFlags {
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
  readonly output: (typeof formats)[number];
}

export function locateCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("locate")
    .description("show which line of which file decides each setting of each environment")
    .addArgument(new Argument("[dir]", "folder of manifests").default("."))
    .addOption(workloadOption())
    .addOption(new Option("-o, --output <format>", "how to print").choices(formats).default("table" as const))
    .addHelpText("after", "\nIt reads no metrics. Reasons have numbers, listed in docs/reasons.md.");
  return addRepositoryOptions(command).action((directory, flags) => locate(directory, flags, streams));
}

async function locate(directory: string, flags: LocateFlags, streams: Streams): Promise<void> {
  const { environment, workload } = flags;
  const { wantsWorkload } = readFilters([], workload);
  const files = await directorySource(directory).read();
  const renderer = await openRenderer(flags, streams);
  const located = await locateSettings(files, renderer, environment === undefined ? {} : { environment });
  requireEnvironment(environment, located);
  const findings = findingsOf(located, { wantsWorkload, environment });
  if (workload.length > 0 && findings.containers.length + findings.counts.length === 0)
    throw new UsageError(`no workload matches ${workload.map((name) => `--workload ${name}`).join(" ")}`);
  streams.stdout.write(
    flags.output === "json" ? locateJson(findings) : locateReport(findings, terminalFor(streams.stdout)),
  );
}
