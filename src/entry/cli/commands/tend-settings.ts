import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { readTemplate } from "../../../adapters/system/template.ts";
import type { TendSettings } from "../../../app/open-repository.ts";
import type { Progress } from "../../../app/progress.ts";
import { readConfiguration } from "../../../app/read-configuration.ts";
import { readOrganisation } from "../../../app/shared-files.ts";
import type { Unconfigured } from "../../../app/tend-repository.ts";
import { configFileNames, findConfig, type OperatorConfig, sourcesFor } from "../../../core/config/index.ts";
import { startingConfig } from "../../../core/onboard/index.ts";
import { readFilters } from "../options/filters.ts";
import { type Credentials, githubUrlOption, openSeal } from "../options/github-flags.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { type OperatorFlags, operatorOption } from "../options/operator-file.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { openSharedFiles } from "../options/shared-files.ts";
import { addStoreOption } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { openChosenSource, readChosenSource } from "./read-chosen-source.ts";
import type { TelemetryFlags } from "./read-telemetry.ts";

export interface TendFlags extends Omit<TelemetryFlags, "window">, PriceFlags, RendererFlags, OperatorFlags {
  readonly window?: string | undefined;
  readonly githubUrl?: string | undefined;
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
  readonly unconfigured: (typeof unconfigured)[number];
}

const unconfigured = ["propose", "tune", "skip"] as const;

/** Adds the flags of the commands that do in repositories all that OptPass does: `serve` and `run`. */
export function addTendOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const meaning =
    "of a repository without a configuration: propose one and wait, tune it by the defaults, or skip it";
  const described = command
    .addOption(githubUrlOption())
    .addOption(operatorOption())
    .addOption(new Option("--unconfigured <what>", meaning).choices(unconfigured).default("propose"));
  return addStoreOption(
    addPrometheusOptions(addPriceOptions(addRepositoryOptions(addScopeOptions(described)))),
  );
}

export interface TendContext {
  /** Reads files of other repositories. */
  readonly auth: Credentials;
  readonly operator: OperatorConfig | null;
  readonly progress: Progress;
}

/** Everything about tending a repository that is the same for all of them. */
export async function tendSettings(
  flags: TendFlags,
  { auth, operator, progress }: TendContext,
  streams: Streams,
): Promise<Omit<TendSettings, "nextPass">> {
  const readPreset = await openSharedFiles(auth, flags.githubUrl, streams);
  return {
    readConfiguration: async (files, { fullName }) =>
      readConfiguration({
        found: findConfig(files),
        organisation: await readOrganisation(fullName, readPreset),
        owner: fullName.split("/")[0] ?? null,
        readPreset,
        operator,
        repository: fullName,
      }),
    readTelemetry: readChosenSource(flags, operator, streams, progress),
    openMetrics: openChosenSource(flags, operator, streams),
    renderer: await openRenderer(flags, streams),
    environment: flags.environment,
    wantsWorkload: readFilters(flags.namespace, flags.workload).wantsWorkload,
    prices: readPrices(flags),
    progress,
    templates: {
      pullRequest: readTemplate("pull-request.md"),
      rollback: readTemplate("rollback.md"),
      dashboard: readTemplate("dashboard.md"),
      onboarding: readTemplate("onboarding.md"),
      check: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
    },
    unconfigured: (repository) => unconfiguredOf(repository, flags, operator),
    stopped: operator?.stopped ?? null,
    seal: openSeal(streams.environment),
    clock: streams.clock,
  };
}

/** Where no data source is open to a repository there would be nothing to configure. */
function unconfiguredOf(
  repository: string,
  { unconfigured: kind }: TendFlags,
  operator: OperatorConfig | null,
): Unconfigured {
  if (kind !== "propose") return { kind };
  const sources = operator === null ? [] : sourcesFor(operator, repository).sources.map(({ name }) => name);
  if (operator !== null && sources.length === 0) return { kind: "skip" };
  return { kind, path: configFileNames[0] ?? "", text: startingConfig({ sources }) };
}
