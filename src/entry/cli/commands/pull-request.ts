import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { readTemplate } from "../../../adapters/system/template.ts";
import { defaultPolicy } from "../../../app/default-policy.ts";
import { runPass } from "../../../app/run-pass.ts";
import { readFilters } from "../options/filters.ts";
import { githubUrlOption, openGitHub } from "../options/github-flags.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions, readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { progressLine } from "../output/progress-line.ts";
import { pullRequestReport } from "../output/pull-request-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { requireRun, throwFirstFailure } from "./pass-outcome.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

interface PullRequestFlags extends TelemetryFlags, PriceFlags, TuningFlags, RendererFlags {
  readonly githubUrl?: string | undefined;
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
  readonly dryRun?: true | undefined;
  readonly limit?: string | undefined;
}

export function pullRequestCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("pr")
    .description("open or update one pull request per workload; running it again changes nothing")
    .addArgument(new Argument("<owner/repo>", "repository on GitHub"))
    .addOption(githubUrlOption())
    .addOption(new Option("--dry-run", "only print what would be done"))
    .addOption(new Option("--limit <number>", "open at most this many new pull requests (default: no limit)"))
    .addHelpText(
      "after",
      "\nCredentials come from the environment: GITHUB_TOKEN, or OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE.",
    );
  return addStoreOption(
    addPrometheusOptions(addPriceOptions(addTuningOptions(addRepositoryOptions(addScopeOptions(command))))),
  ).action((repository, flags) => propose(repository, flags, streams));
}

async function propose(repository: string, flags: PullRequestFlags, streams: Streams): Promise<void> {
  const filters = readFilters(flags.namespace, flags.workload);
  const prices = readPrices(flags);
  const tuning = readTuning(flags);
  const policy = {
    ...defaultPolicy,
    limits: { ...defaultPolicy.limits, openedAnHour: readLimit(flags.limit) },
  };
  const line = progressLine(streams.stderr);
  const host = await openGitHub(repository, flags.githubUrl, streams.environment, (seconds, why) => {
    line.clear();
    streams.stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
  });
  const template = readTemplate("pull-request.md");
  try {
    const outcome = await runPass({
      host,
      readPolicy: async () => ({ policy }),
      readTelemetry: () => readTelemetry(flags, filters, streams, line.progress),
      renderer: await openRenderer(flags, streams),
      template,
      environment: flags.environment,
      wantsWorkload: filters.wantsWorkload,
      prices,
      tuning: () => tuning,
      dryRun: flags.dryRun === true,
      progress: line.progress,
    });
    line.clear();
    const { facts, analysis, outcomes } = requireRun(outcome);
    const report = { facts, analysis, outcomes, cost: host.cost(), template };
    streams.stdout.write(pullRequestReport(report, terminalFor(streams.stdout)));
    throwFirstFailure(outcomes);
  } finally {
    line.clear();
  }
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1)
    throw new UsageError(`--limit: "${text}" is not a number of pull requests`);
  return limit;
}
