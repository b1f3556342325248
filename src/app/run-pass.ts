import type { TuningOptions } from "../core/analysis/index.ts";
import type { Policy, Prices, RepositoryFiles, WorkloadRef } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { CodeHost, CommitRef, RepositoryFacts } from "../ports/code-host.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis } from "./analysis.ts";
import { analyze } from "./analyze.ts";
import type { Progress } from "./progress.ts";
import { type ProposeOutcome, proposeChanges } from "./propose-changes.ts";

export interface PassParts {
  readonly host: CodeHost;
  readonly readPolicy: ReadPolicy;
  readonly readTelemetry: ReadTelemetry;
  readonly renderer: Renderer | null;
  /** Of the body of a pull request. */
  readonly template: string;
  /** Only this environment, by directory or name. */
  readonly environment?: string | undefined;
  readonly wantsWorkload: (workload: WorkloadRef) => boolean;
  /** A price list; without one the source's own prices count. */
  readonly prices: Prices | null;
  readonly tuning: (policy: Policy) => TuningOptions;
  /** Nothing is written, whatever the policy allows. */
  readonly dryRun: boolean;
  readonly progress: Progress;
}

/** What people decided about a repository, from its files; or sentences about what is wrong with them. */
export type ReadPolicy = (
  files: RepositoryFiles,
  facts: RepositoryFacts,
) => Promise<{ readonly policy: Policy } | { readonly problems: readonly string[] }>;

/** Reads the metrics source that a policy names. Throws a PortError where there is none, or nothing in it. */
export type ReadTelemetry = (policy: Policy) => Promise<Telemetry>;

export type PassOutcome =
  | { readonly kind: "archived" | "empty"; readonly facts: RepositoryFacts }
  | { readonly kind: "misconfigured"; readonly facts: RepositoryFacts; readonly problems: readonly string[] }
  | {
      readonly kind: "ran";
      readonly facts: RepositoryFacts;
      readonly policy: Policy;
      readonly analysis: Analysis;
      readonly outcomes: readonly ProposeOutcome[];
    };

/**
 * One pass over a repository: what people decided -> what was measured -> what should change -> pull requests. Everything
 * is read anew, from the tip of the default branch. Throws a PortError where the world fails.
 */
export async function runPass(parts: PassParts): Promise<PassOutcome> {
  const { host } = parts;
  const facts = await host.describe();
  if (facts.archived) return { kind: "archived", facts };
  const tip = await host.branch(facts.defaultBranch);
  if (tip === null) return { kind: "empty", facts };
  const files = await host.files(tip.commit);
  const read = await parts.readPolicy(files, facts);
  if ("problems" in read) return { kind: "misconfigured", facts, problems: read.problems };
  const { policy } = read;
  const analysis = await analyze(await parts.readTelemetry(policy), {
    repository: { files, renderer: parts.renderer, environment: parts.environment },
    wantsWorkload: parts.wantsWorkload,
    prices: parts.prices,
    tuning: parts.tuning(policy),
    progress: parts.progress,
  });
  const base = { commit: tip.commit, tree: tip.tree, branch: facts.defaultBranch };
  return { kind: "ran", facts, policy, analysis, outcomes: await propose(parts, policy, analysis, base) };
}

function propose(
  { host, renderer, template, progress, dryRun }: PassParts,
  policy: Policy,
  analysis: Analysis,
  base: CommitRef & { readonly branch: string },
): Promise<readonly ProposeOutcome[]> {
  return proposeChanges(host, {
    analysis,
    base,
    renderer,
    template,
    // Looking is all that the other modes allow on branches.
    dryRun: dryRun || policy.mode !== "pr",
    mostNew: policy.limits.openedAnHour,
    progress,
  });
}
