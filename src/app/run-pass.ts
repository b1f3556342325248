import { defaultTuning } from "../core/analysis/index.ts";
import type { ConfigProblem, Configuration } from "../core/config/index.ts";
import type {
  Asked,
  Instant,
  Policy,
  Prices,
  RepositoryFiles,
  Result,
  Seal,
  WorkloadRef,
} from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { CodeHost, CommitRef, Overview, PullRequest, RepositoryFacts } from "../ports/code-host.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis, AnalyzedChange } from "./analysis.ts";
import { analyze } from "./analyze.ts";
import { settlePlan } from "./apply-policy.ts";
import { glanceAt } from "./glance.ts";
import { lookAt } from "./look.ts";
import type { Progress } from "./progress.ts";
import { proposeChanges } from "./propose-changes.ts";
import type { KeptBack, ProposeOptions } from "./propose-options.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";
import { noRecorder, type Recorder } from "./recorder.ts";
import type { Say } from "./say-once.ts";

export interface PassParts {
  readonly host: CodeHost;
  readonly readConfiguration: ReadConfiguration;
  readonly readTelemetry: ReadTelemetry;
  readonly renderer: Renderer | null;
  /** Of the body of a pull request. */
  readonly template: string;
  /** Only this environment, by directory or name. */
  readonly environment?: string | undefined;
  readonly wantsWorkload: (workload: WorkloadRef) => boolean;
  /** A price list; without one the source's own prices count. */
  readonly prices: Prices | null;
  /** Signs what is remembered in pull requests; with one, nothing unsigned is believed. */
  readonly seal: Seal | null;
  /** Comments; `null`: nothing is said beside the texts of the pull requests. */
  readonly say: Say | null;
  readonly recorder: Recorder;
  /** What people asked for since the last pass, by branch. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** New pull requests of this run at most, beside what the policy allows. */
  readonly mostNew: number;
  /** Nothing is written, whatever the policy allows. */
  readonly dryRun: boolean;
  readonly now: Instant;
  readonly progress: Progress;
}

/** What people decided about a repository, from its files at the default branch. */
export type ReadConfiguration = (
  files: RepositoryFiles,
  facts: RepositoryFacts,
) => Promise<Result<Configuration, readonly ConfigProblem[]>>;

/** Reads the metrics source that a policy names. Throws a PortError where there is none, or nothing in it. */
export type ReadTelemetry = (policy: Policy, facts: RepositoryFacts) => Promise<Telemetry>;

/** The tip of the default branch, and its files, as of one look. */
export interface Base {
  readonly seen: Overview;
  readonly facts: RepositoryFacts;
  readonly tip: CommitRef & { readonly branch: string };
  readonly files: RepositoryFiles;
}

/** There is nothing to look at. */
export interface Baseless {
  readonly kind: "archived" | "empty";
  readonly facts: RepositoryFacts;
}

export type PassOutcome =
  | Baseless
  | {
      readonly kind: "misconfigured";
      readonly facts: RepositoryFacts;
      readonly problems: readonly ConfigProblem[];
    }
  | RanPass;

export interface RanPass {
  readonly kind: "ran";
  readonly facts: RepositoryFacts;
  readonly configuration: Configuration;
  readonly analysis: Analysis;
  readonly outcomes: readonly ProposeOutcome[];
  /** Pull requests of branches of ours that were open when it began to propose. */
  readonly open: readonly PullRequest[];
}

/**
 * One pass over a repository: what people decided -> what was measured -> what should change -> pull requests. Everything
 * is read anew, from the tip of the default branch. Throws a PortError where the world fails.
 */
export async function runPass(parts: PassParts): Promise<PassOutcome> {
  const base = await readBase(parts.host, await lookAt(parts.host));
  if ("kind" in base) return base;
  const { facts } = base;
  const configuration = await parts.readConfiguration(base.files, facts);
  if (!configuration.ok) return { kind: "misconfigured", facts, problems: configuration.error };
  return passOver(parts, base, configuration.value);
}

/** Reads the files of what was seen. */
export async function readBase(host: Pick<CodeHost, "files">, seen: Overview): Promise<Base | Baseless> {
  const { facts, tip } = seen;
  if (facts.archived) return { kind: "archived", facts };
  if (tip === null) return { kind: "empty", facts };
  const { commit, tree } = tip;
  const files = await host.files(commit);
  return { seen, facts, tip: { commit, tree, branch: facts.defaultBranch }, files };
}

/** What a pass finds, and what it does about it. */
export async function passOver(parts: PassParts, base: Base, configuration: Configuration): Promise<RanPass> {
  const { policy } = configuration;
  const analysis = await analyzeBase(parts, base, policy);
  const glance = await glanceAt(parts.host, base.seen, parts.now);
  const { changes, keptBack } = byMode(analysis.changes, policy);
  const options: ProposeOptions = {
    analysis: { ...analysis, changes },
    keptBack,
    seen: base.seen,
    base: base.tip,
    policy,
    now: parts.now,
    seal: parts.seal,
    asked: parts.asked,
    // What another environment wants was not looked at.
    isInScope: parts.environment === undefined ? parts.wantsWorkload : () => false,
    mergesItself: ({ plan }) => settlePlan(policy, plan).autoMerge,
    say: parts.say,
    renderer: parts.renderer,
    template: parts.template,
    recorder: parts.dryRun ? noRecorder : parts.recorder,
    // Looking is all that the other modes allow on branches.
    dryRun: parts.dryRun || policy.mode !== "pr",
    mostNew: parts.mostNew,
    progress: parts.progress,
  };
  const outcomes = await proposeChanges(parts.host, options, glance);
  return { kind: "ran", facts: base.facts, configuration, analysis, outcomes, open: glance.open };
}

/** What should change by this policy, without doing anything. */
export async function analyzeBase(
  parts: PassParts,
  { files, facts }: Base,
  policy: Policy,
): Promise<Analysis> {
  return analyze(await parts.readTelemetry(policy, facts), {
    repository: { files, renderer: parts.renderer, environment: parts.environment },
    grouping: policy.grouping,
    wantsWorkload: parts.wantsWorkload,
    prices: parts.prices,
    tuning: defaultTuning,
    policy,
    progress: parts.progress,
  });
}

/** A rule may keep a change from being a pull request; a repository in another mode only sees what would be done. */
function byMode(
  all: readonly AnalyzedChange[],
  policy: Policy,
): Pick<ProposeOptions, "keptBack"> & Pick<Analysis, "changes"> {
  const changes: AnalyzedChange[] = [];
  const keptBack: KeptBack[] = [];
  for (const change of all) {
    const { mode } = settlePlan(policy, change.plan);
    if (policy.mode !== "pr" || mode === "pr") changes.push(change);
    else keptBack.push({ plan: change.plan, mode });
  }
  return { changes, keptBack };
}
