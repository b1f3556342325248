import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { explainWorkloads } from "../../../app/explain-workloads.ts";
import { defaultTuning } from "../../../core/analysis/index.ts";
import {
  addConfigOption,
  type ConfigFlags,
  flagsOver,
  openConfiguration,
  withWindow,
} from "../options/configuration.ts";
import { readFilters } from "../options/filters.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions, readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { explainJson } from "../output/explain-json.ts";
import { explainReport } from "../output/explain-report.ts";
import { progressLine } from "../output/progress-line.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addReadingOptions, addRepositoryOptions } from "./common-options.ts";
import {
  type InputFlags,
  openFolder,
  openTelemetry,
  requireEnvironment,
  snapshotOption,
} from "./open-inputs.ts";

const formats = ["table", "json"] as const;

interface ExplainFlags extends InputFlags, PriceFlags, TuningFlags, ConfigFlags {
  readonly output: (typeof formats)[number];
}

export function explainCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("explain")
    .description("show the whole chain behind the answer for a workload, and what would change it")
    .addArgument(
      new Argument(
        "<workload>",
        "NAME, KIND/NAME, NAMESPACE/KIND/NAME, or as reports name it; * matches anything",
      ),
    )
    .addArgument(new Argument("[dir]", "folder of manifests (default: compare with what runs)"))
    .addOption(snapshotOption())
    .addOption(new Option("-o, --output <format>", "how to print").choices(formats).default("table" as const))
    .addHelpText(
      "after",
      "\nIt reads what `optpass scan` reads with the same flags, since all containers teach each of them.\nReasons have numbers, listed in docs/reasons.md.",
    );
  return addStoreOption(
    addPrometheusOptions(
      addPriceOptions(addTuningOptions(addConfigOption(addRepositoryOptions(addReadingOptions(command))))),
    ),
  ).action((workload, directory, flags) => explain(workload, directory, flags, streams));
}

async function explain(
  workload: string,
  directory: string | undefined,
  flags: ExplainFlags,
  streams: Streams,
): Promise<void> {
  const filters = readFilters(flags.namespace, [workload]);
  const prices = readPrices(flags);
  const flagged = readTuning(flags);
  const line = progressLine(streams.stderr);
  try {
    const repository = await openFolder(directory, flags, streams);
    const own = await openConfiguration(flags, repository?.files ?? null, streams);
    const configuration = flagsOver(own, flagged);
    const { policy } = configuration;
    const reading = withWindow(flags, configuration);
    const telemetry = await openTelemetry(reading, filters, streams, line.progress);
    const { wantsWorkload } = filters;
    if (!telemetry.evidence.some(({ target }) => wantsWorkload(target))) {
      const where = flags.namespace.map((name) => ` --namespace ${name}`).join("");
      throw new UsageError(`no workload matches ${workload}${where}`);
    }
    const shared = { tuning: defaultTuning, policy, progress: line.progress };
    const options = { repository, wantsWorkload, prices, ...shared };
    const explained = await explainWorkloads(telemetry, options);
    requireEnvironment(flags.environment, explained.analysis.located);
    line.clear();
    streams.stdout.write(
      flags.output === "json"
        ? explainJson(explained, configuration)
        : explainReport(explained, configuration, terminalFor(streams.stdout)),
    );
  } finally {
    line.clear();
  }
}
