import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directoryWriter } from "../../../adapters/system/directory-writer.ts";
import type { Analysis } from "../../../app/analysis.ts";
import { analyze, type Repository } from "../../../app/analyze.ts";
import { editTogether } from "../../../app/edit-together.ts";
import { defaultTuning } from "../../../core/analysis/index.ts";
import { explainRefusal, type FileChange } from "../../../core/model/index.ts";
import type { Telemetry } from "../../../core/telemetry/index.ts";
import {
  addConfigOption,
  type ConfigFlags,
  flagsOver,
  openConfiguration,
  withWindow,
} from "../options/configuration.ts";
import { type Filters, readFilters } from "../options/filters.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions, readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { diffReport } from "../output/diff-report.ts";
import { type OutputFormat, outputFormats, printReport } from "../output/print-report.ts";
import { progressLine } from "../output/progress-line.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import {
  type InputFlags,
  openFolder,
  openTelemetry,
  requireEnvironment,
  snapshotOption,
} from "./open-inputs.ts";

interface ScanFlags extends InputFlags, PriceFlags, TuningFlags, ConfigFlags {
  readonly workload: readonly string[];
  readonly output: OutputFormat;
  readonly diff?: true | undefined;
  readonly write?: true | undefined;
}

export function scanCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("scan")
    .description("show what would change and why; nothing is written unless --write says so")
    .addArgument(new Argument("[dir]", "folder of manifests (default: compare with what runs)"))
    .addOption(snapshotOption())
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(outputFormats).default("table" as const),
    )
    .addOption(new Option("--diff", "print the exact edits as a unified diff").conflicts("output"))
    .addOption(new Option("--write", "make the edits in the folder"));
  return addStoreOption(
    addPrometheusOptions(
      addPriceOptions(addTuningOptions(addConfigOption(addRepositoryOptions(addScopeOptions(command))))),
    ),
  ).action((directory, flags) => scan(directory, flags, streams));
}

async function scan(directory: string | undefined, flags: ScanFlags, streams: Streams): Promise<void> {
  if (directory === undefined && (flags.diff === true || flags.write === true)) {
    throw new UsageError("--diff and --write need a folder of manifests: optpass scan DIR --diff");
  }
  const filters = readFilters(flags.namespace, flags.workload);
  const prices = readPrices(flags);
  const flagged = readTuning(flags);
  const started = performance.now();
  const line = progressLine(streams.stderr);
  try {
    const repository = await openFolder(directory, flags, streams);
    const own = await openConfiguration(flags, repository?.files ?? null, streams);
    const configuration = flagsOver(own, flagged);
    const { policy } = configuration;
    const reading = withWindow(flags, configuration);
    const telemetry = await openTelemetry(reading, filters, streams, line.progress);
    const { wantsWorkload } = filters;
    const shared = { tuning: defaultTuning, policy, progress: line.progress };
    const options = { repository, wantsWorkload, prices, ...shared };
    const analysis = await analyze(telemetry, options);
    requireMatches(flags, telemetry, analysis, filters);
    line.clear();
    await report(analysis, repository, directory, flags, streams, (performance.now() - started) / 1000);
  } finally {
    line.clear();
  }
}

/** A name that matches nothing is most likely misspelled, and "nothing to change" would hide it. */
function requireMatches(
  flags: ScanFlags,
  telemetry: Telemetry,
  { located }: Analysis,
  filters: Filters,
): void {
  const asked = [
    ...flags.namespace.map((name) => `--namespace ${name}`),
    ...flags.workload.map((name) => `--workload ${name}`),
  ];
  if (asked.length > 0 && !telemetry.evidence.some(({ target }) => filters.wantsWorkload(target))) {
    throw new UsageError(`no workload matches ${asked.join(" ")}`);
  }
  requireEnvironment(flags.environment, located);
}

async function report(
  analysis: Analysis,
  repository: Repository | null,
  directory: string | undefined,
  flags: ScanFlags,
  streams: Streams,
  seconds: number,
): Promise<void> {
  const terminal = terminalFor(streams.stdout);
  const files = flags.diff === true || flags.write === true ? await editedFiles(analysis, repository) : [];
  // Written before anything is printed: whoever reads the output may stop early.
  if (flags.write === true && directory !== undefined) await directoryWriter(directory).write(files);
  if (flags.diff === true) streams.stdout.write(diffReport(files, terminal));
  else printReport(flags.output, analysis, seconds, streams.stdout);
  if (flags.write === true) {
    const names = files.map(({ path }) => path).sort();
    streams.stderr.write(files.length === 0 ? "Nothing to write.\n" : `Wrote ${names.join(", ")}.\n`);
  }
}

/** All edits together, because two changes may share a file; proved once more as a whole. */
async function editedFiles(
  analysis: Analysis,
  repository: Repository | null,
): Promise<readonly FileChange[]> {
  if (analysis.located === null || analysis.changes.length === 0) return [];
  const wanted = analysis.changes.flatMap(({ edit }) => edit?.wanted ?? []);
  const edit = await editTogether(analysis.located, repository?.renderer ?? null, wanted);
  if (!edit.ok) throw new UsageError(`the edits cannot be made together: ${explainRefusal(edit.error)}`);
  return edit.value.files;
}
