import type { Action, PlacedRecommendation, RecordedSetting } from "../core/model/index.ts";
import { branchName, isUntouched } from "../core/propose/index.ts";
import { type Declined, decide, declined, type Observed } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitRef, PullRequest } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "./analysis.ts";
import { storyOf } from "./change-story.ts";
import { type Performed, type Proposal, performAction } from "./perform-action.ts";
import type { Progress } from "./progress.ts";
import { withoutDeclined } from "./without-declined.ts";

export interface ProposeOptions {
  readonly analysis: Analysis;
  /** The commit whose files were analyzed, and its branch. */
  readonly base: CommitRef & { readonly branch: string };
  readonly renderer: Renderer | null;
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
 * from what is there, so running it again does nothing. A change that fails does not stop the others, unless the code
 * host as a whole does not want us or is away.
 */
export async function proposeChanges(
  host: CodeHost,
  options: ProposeOptions,
): Promise<readonly ProposeOutcome[]> {
  const { analysis, progress } = options;
  const outcomes: ProposeOutcome[] = [];
  for (const change of analysis.changes) {
    if (change.edit === null) continue;
    const opened = outcomes.filter(isNew).length;
    const outcome = await propose(host, change, change.edit, opened, options);
    outcomes.push(outcome);
    progress({
      step: "proposing changes",
      done: outcomes.length,
      of: analysis.changes.length,
      detail: change.plan.id,
    });
    if (outcome.result.kind === "failed" && stopsAll(outcome.result.error)) break;
  }
  return outcomes;
}

function stopsAll({ code }: PortError): boolean {
  return code === "unauthorized" || code === "unreachable" || code === "rate-limited";
}

async function propose(
  host: CodeHost,
  change: AnalyzedChange,
  edit: ProvedEdit,
  opened: number,
  options: ProposeOptions,
): Promise<ProposeOutcome> {
  const { id } = change.plan;
  const branch = branchName(id);
  let proposal = proposalOf(change, edit, options);
  let action: Action = { kind: "open-pull-request", moveFrom: null };
  const outcome = (result: ProposeOutcome["result"]): ProposeOutcome => ({
    proposal,
    branch,
    action,
    result,
  });
  try {
    const observed = await observe(host, branch, id);
    const refused = declined(proposal.settings, observed.pullRequests);
    const wanted = await withoutDeclined(change, edit, refused, options.analysis, options.renderer);
    if (wanted === null) {
      action = leftDeclined(refused);
      return outcome({ kind: "left" });
    }
    proposal = proposalOf(wanted.change, wanted.edit, options);
    action = decide({ settings: proposal.settings }, observed);
    if (action.kind === "leave") return outcome({ kind: "left" });
    if (action.kind === "open-pull-request" && opened >= options.mostNew)
      return outcome({ kind: "over-the-limit" });
    if (options.dryRun) return outcome({ kind: "would-perform" });
    return outcome({
      kind: "performed",
      performed: await performAction(host, action, proposal, options.template),
    });
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return outcome({ kind: "failed", error });
  }
}

const howDeclined: Readonly<Record<Declined["how"], string>> = {
  closed: "proposed about the same and was closed",
  reverted: "proposed about the same and was merged and taken back",
  raised: "was merged, and a person raised the value since: it stays at least there until they lower it",
};

function leftDeclined(refused: readonly Declined[]): Action {
  const [first] = refused;
  const number = first?.number ?? null;
  const message = first === undefined ? "It was declined." : `#${first.number} ${howDeclined[first.how]}.`;
  return { kind: "leave", number, because: "declined-by-a-person", message };
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
    branch: tip === null ? null : { commit: tip.commit, tree: tip.tree, untouched: isUntouched(id, tip) },
    pullRequests: pullRequests.map(({ number, state, headCommit, body }: PullRequest) => {
      const record = readMetadata(body);
      // A body that was copied from another pull request remembers another change.
      return { number, state, headCommit, record: record?.id === id ? record : null };
    }),
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
    story: storyOf(change, edit, analysis),
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
    {
      container: target.container,
      setting,
      file,
      path,
      from: current?.text ?? null,
      to: proposed?.text ?? null,
    },
  ];
}
