import { appendFileSync } from "node:fs";
import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Configuration } from "../../../core/config/index.ts";
import { addConfigOption } from "../options/configuration.ts";
import { variable } from "../options/environment.ts";
import { githubUrlOption } from "../options/github-flags.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions } from "../options/tuning-flags.ts";
import { jobSummary } from "../output/job-summary.ts";
import { pullRequestReport } from "../output/pull-request-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { type PassFlags, passOnce } from "./pass-once.ts";
import { requireRun, throwFirstFailure } from "./pass-outcome.ts";

export function runCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("run")
    .description("one pass of the server over a repository, for a GitHub Action or a cron job")
    .addArgument(new Argument("<owner/repo>", "repository on GitHub"))
    .addOption(githubUrlOption())
    .addHelpText(
      "after",
      "\nCredentials come from the environment, as with `optpass pr`. Where GITHUB_STEP_SUMMARY names a file, a summary is added to it.",
    );
  return addConfigOption(
    addStoreOption(
      addPrometheusOptions(addPriceOptions(addTuningOptions(addRepositoryOptions(addScopeOptions(command))))),
    ),
  ).action((repository, flags) => run(repository, flags, streams));
}

async function run(repository: string, flags: PassFlags, streams: Streams): Promise<void> {
  const adjust = (found: Configuration): Configuration => found;
  const order = { repository, flags, adjust, dryRun: false, mostNew: Infinity, comments: true };
  const passed = await passOnce(order, streams);
  const { facts, analysis, outcomes } = requireRun(passed.outcome);
  const report = { facts, analysis, outcomes, cost: passed.cost };
  streams.stdout.write(pullRequestReport(report, terminalFor(streams.stdout)));
  const file = variable(streams.environment, "GITHUB_STEP_SUMMARY");
  if (file !== undefined) addSummary(file, jobSummary(report));
  throwFirstFailure(outcomes);
}

function addSummary(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`GITHUB_STEP_SUMMARY: cannot write to ${file}: ${why}`);
  }
}
