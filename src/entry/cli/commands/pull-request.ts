import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { type Configuration, describeOrigin, originOf } from "../../../core/config/index.ts";
import { byHand } from "../options/by-hand.ts";
import { addConfigOption } from "../options/configuration.ts";
import { githubUrlOption } from "../options/github-flags.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions } from "../options/tuning-flags.ts";
import { printable } from "../output/printable.ts";
import { pullRequestReport } from "../output/pull-request-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { type PassFlags, passOnce } from "./pass-once.ts";
import { requireRun, throwFirstFailure } from "./pass-outcome.ts";

interface PullRequestFlags extends PassFlags {
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
  return addConfigOption(
    addStoreOption(
      addPrometheusOptions(addPriceOptions(addTuningOptions(addRepositoryOptions(addScopeOptions(command))))),
    ),
  ).action((repository, flags) => propose(repository, flags, streams));
}

async function propose(repository: string, flags: PullRequestFlags, streams: Streams): Promise<void> {
  const adjust = (found: Configuration): Configuration => {
    if (found.policy.mode !== "pr") streams.stderr.write(modeNote(found));
    return { ...found, policy: byHand(found.policy) };
  };
  const dryRun = flags.dryRun === true;
  const order = { repository, flags, adjust, dryRun, mostNew: readLimit(flags.limit) };
  const { outcome, cost } = await passOnce(order, streams);
  const { facts, analysis, outcomes } = requireRun(outcome);
  const report = { facts, analysis, outcomes, cost };
  streams.stdout.write(pullRequestReport(report, terminalFor(streams.stdout)));
  throwFirstFailure(outcomes);
}

function modeNote({ policy, origins }: Configuration): string {
  const where = describeOrigin(originOf(origins, "mode"));
  return `mode is ${policy.mode} (${printable(where)}): this is only what would be done.\n`;
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1)
    throw new UsageError(`--limit: "${text}" is not a number of pull requests`);
  return limit;
}
