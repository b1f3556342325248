import type { Action, PlacedRecommendation, RecordedSetting } from "../core/model/index.ts";
import { belongsTo, branchName } from "../core/propose/index.ts";
import { decide, type Observed } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitRef, PullRequest } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "./analysis.ts";
import { type Performed, type Proposal, performAction } from "./perform-action.ts";
import type { Progress } from "./progress.ts";

export interface ProposeOptions {
  readonly analysis: Analysis;
  /** The commit whose files were analyzed, and its branch. */
  readonly base: CommitRef & { readonly branch: string };
  readonly template: string;
  readonly dryRun: boolean;
  /** New pull requests at most; what is open already is always kept up to date. */
  readonly mostNew: number;
  readonly progress: Progress;
}

/** What became of one change. */
export interface ProposeOutcome {
  readonly proposal: Proposal;
  readonly branch: string;
  readonly action: Action;
  readonly result:
    | { readonly kind: "performed"; readonly performed: Performed }
    | { readonly kind: "left" }
    | { readonly kind: "would-perform" }
    | { readonly kind: "over-the-limit" }
    | { readonly kind: "failed"; readonly error: PortError };
}

/**
 * Brings the pull requests of a repository in line with an analysis, one change after the other. Everything is decided
 * from what is there, so running it again does nothing. A change that fails does not stop the others.
 */
export async function proposeChanges(
  host: CodeHost,
  options: ProposeOptions,
): Promise<readonly ProposeOutcome[]> {
  const { analysis, progress } = options;
  const outcomes: ProposeOutcome[] = [];
  for (const change of analysis.changes) {
    if (change.edit === null) continue;
    const proposal = proposalOf(change, change.edit, options);
    const opened = outcomes.filter(isNew).length;
    outcomes.push(await propose(host, proposal, opened, options));
    progress({
      step: "proposing changes",
      done: outcomes.length,
      of: analysis.changes.length,
      detail: change.plan.id,
    });
  }
  return outcomes;
}

async function propose(
  host: CodeHost,
  proposal: Proposal,
  opened: number,
  { template, dryRun, mostNew }: ProposeOptions,
): Promise<ProposeOutcome> {
  const { id } = proposal.change.plan;
  const branch = branchName(id);
  let action: Action = { kind: "open-pull-request", moveFrom: null };
  try {
    action = decide({ settings: proposal.settings }, await observe(host, branch, id));
    if (action.kind === "leave") return { proposal, branch, action, result: { kind: "left" } };
    if (action.kind === "open-pull-request" && opened >= mostNew) {
      return { proposal, branch, action, result: { kind: "over-the-limit" } };
    }
    if (dryRun) return { proposal, branch, action, result: { kind: "would-perform" } };
    const performed = await performAction(host, action, proposal, template);
    return { proposal, branch, action, result: { kind: "performed", performed } };
  } catch (error) {
    // A refused credential or a host that is away will not be better for the next change.
    if (!(error instanceof PortError) || error.code === "unauthorized" || error.code === "unreachable")
      throw error;
    return { proposal, branch, action, result: { kind: "failed", error } };
  }
}

function isNew({ action, result }: ProposeOutcome): boolean {
  return (
    action.kind === "open-pull-request" && (result.kind === "performed" || result.kind === "would-perform")
  );
}

async function observe(host: CodeHost, branch: string, id: string): Promise<Observed> {
  const tip = await host.branch(branch);
  const pullRequests = await host.pullRequests(branch);
  return {
    branch: tip === null ? null : { commit: tip.commit, tree: tip.tree, ours: belongsTo(id, tip.message) },
    pullRequests: pullRequests.map(({ number, state, headCommit, body }: PullRequest) => ({
      number,
      state,
      headCommit,
      record: readMetadata(body),
    })),
  };
}

function proposalOf(change: AnalyzedChange, edit: ProvedEdit, { analysis, base }: ProposeOptions): Proposal {
  const files = analysis.located?.survey.files.files;
  const executable = edit.files.filter(({ path }) => {
    const file = files?.get(path);
    return file?.kind === "text" && file.executable === true;
  });
  return {
    change,
    edit,
    settings: change.plan.recommendations.flatMap(recordOf),
    skipped: analysis.skipped,
    source: analysis.telemetry.product,
    base,
    executable: new Set(executable.map(({ path }) => path)),
  };
}

function recordOf({
  target,
  setting,
  location,
  current,
  proposed,
}: PlacedRecommendation): readonly RecordedSetting[] {
  if (location === null) return [];
  const { file, path } = location;
  return [
    { container: target.container, setting, file, path, from: current?.text ?? null, to: proposed.text },
  ];
}
