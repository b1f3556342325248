import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { readTemplate } from "../../../adapters/system/template.ts";
import type { AnalyzedChange } from "../../../app/analysis.ts";
import { analyze } from "../../../app/analyze.ts";
import { settlePlan } from "../../../app/apply-policy.ts";
import { proposeChanges } from "../../../app/propose-changes.ts";
import type { ProposeOptions } from "../../../app/propose-options.ts";
import type { ProposeOutcome } from "../../../app/propose-outcome.ts";
import { defaultTuning } from "../../../core/analysis/index.ts";
import { type Configuration, describeOrigin, originOf } from "../../../core/config/index.ts";
import type { Policy } from "../../../core/model/index.ts";
import type { CodeHost, RepositoryFacts } from "../../../ports/code-host.ts";
import { PortError } from "../../../ports/port-error.ts";
import { byHand } from "../options/by-hand.ts";
import {
  addConfigOption,
  type ConfigFlags,
  flagsOver,
  openConfiguration,
  withWindow,
} from "../options/configuration.ts";
import { readFilters } from "../options/filters.ts";
import { githubUrlOption, openGitHub, openSeal } from "../options/github-flags.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions, readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { printable } from "../output/printable.ts";
import { progressLine } from "../output/progress-line.ts";
import { pullRequestReport } from "../output/pull-request-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

interface PullRequestFlags
  extends Omit<TelemetryFlags, "window">,
    PriceFlags,
    TuningFlags,
    ConfigFlags,
    RendererFlags {
  readonly window?: string | undefined;
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
    addPrometheusOptions(
      addPriceOptions(addTuningOptions(addConfigOption(addRepositoryOptions(addScopeOptions(command))))),
    ),
  ).action((repository, flags) => propose(repository, flags, streams));
}

async function propose(repository: string, flags: PullRequestFlags, streams: Streams): Promise<void> {
  const filters = readFilters(flags.namespace, flags.workload);
  const prices = readPrices(flags);
  const flagged = readTuning(flags);
  const mostNew = readLimit(flags.limit);
  const line = progressLine(streams.stderr);
  const host = await openGitHub(repository, flags.githubUrl, streams.environment, (seconds, why) => {
    line.clear();
    streams.stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
  });
  try {
    const { facts, base } = await openBase(host);
    const files = await host.files(base.commit);
    const own = await openConfiguration(flags, files, streams);
    const configuration = flagsOver(own, flagged);
    const { policy } = configuration;
    const reading = withWindow(flags, configuration);
    const telemetry = await readTelemetry(reading, filters, streams, line.progress);
    const renderer = await openRenderer(flags, streams);
    const found = await analyze(telemetry, {
      repository: { files, renderer, environment: flags.environment },
      wantsWorkload: filters.wantsWorkload,
      prices,
      tuning: defaultTuning,
      policy,
      progress: line.progress,
    });
    const analysis = { ...found, changes: found.changes.filter((one) => mayPropose(one, policy)) };
    if (policy.mode !== "pr") streams.stderr.write(modeNote(configuration));
    const options: ProposeOptions = {
      analysis,
      base,
      policy: byHand(policy),
      now: streams.clock.now(),
      seal: openSeal(streams.environment),
      asked: new Map(),
      // What another environment wants was not looked at.
      isInScope: flags.environment === undefined ? filters.wantsWorkload : () => false,
      mergesItself: () => false,
      say: null,
      renderer,
      template: readTemplate("pull-request.md"),
      dryRun: flags.dryRun === true || policy.mode !== "pr",
      mostNew,
      progress: line.progress,
    };
    const outcomes = await proposeChanges(host, options);
    line.clear();
    const report = { facts, analysis, outcomes, cost: host.cost() };
    streams.stdout.write(pullRequestReport(report, terminalFor(streams.stdout)));
    throwFirstFailure(outcomes);
  } finally {
    line.clear();
  }
}

async function openBase(host: CodeHost): Promise<{
  readonly facts: RepositoryFacts;
  readonly base: { readonly commit: string; readonly tree: string; readonly branch: string };
}> {
  const facts = await host.describe();
  if (facts.archived) throw new UsageError(`${facts.fullName} is archived: nothing can be proposed there`);
  const tip = await host.branch(facts.defaultBranch);
  if (tip === null) throw new PortError("github", "not-found", `${facts.fullName} has no commit yet`);
  return { facts, base: { commit: tip.commit, tree: tip.tree, branch: facts.defaultBranch } };
}

/** A rule may hold a change back from being a pull request; a repository in another mode only sees what would be done. */
function mayPropose({ plan }: AnalyzedChange, policy: Policy): boolean {
  return policy.mode !== "pr" || settlePlan(policy, plan).mode === "pr";
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

/** Everything was tried and printed; the exit code still tells that not everything went well. */
function throwFirstFailure(outcomes: readonly ProposeOutcome[]): void {
  for (const { result } of outcomes) if (result.kind === "failed") throw result.error;
}
