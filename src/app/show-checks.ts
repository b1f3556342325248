import {
  type ConfigFinding,
  configCheck,
  type LineNote,
  mergeGroupCheck,
  proposalCheck,
  unchangedCheck,
} from "../core/checks/index.ts";
import type { CheckReport, PlacedRecommendation } from "../core/model/index.ts";
import { type ChangeStory, changeTitle, pullRequestBody } from "../core/propose/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { Overview } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import type { ProvedEdit } from "./analysis.ts";
import { findUnchecked } from "./find-unchecked.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";

export interface CheckedProposal {
  readonly story: ChangeStory;
  readonly edit: Pick<ProvedEdit, "files">;
  /** The head of the pull request, as it is now. */
  readonly commit: string;
  readonly state: "open" | "merged" | "closed";
  /** Text of `templates/check-summary.md` and `templates/check-evidence.md`. */
  readonly templates: { readonly summary: string; readonly evidence: string };
}

/** Without the permission to write checks, a proposal has none, and everything else goes on. */
export type ShownCheck =
  | { readonly kind: "shown" }
  | { readonly kind: "not-allowed"; readonly message: string };

const unframed = { status: [], controls: "", metadata: "" } as const;

export interface ShowOptions {
  readonly templates: CheckedProposal["templates"];
  /** What a pass saw as it began, to write the checks that are missing there; `null`: none is missed. */
  readonly mends: Overview | null;
  /** The commit whose check is to conclude again, whether or not there is something new to say. */
  readonly recheck: string | null;
}

/**
 * The checks of what a pass pushed, and those that an earlier one died before writing, until one is not allowed. Others
 * stay as they are.
 */
export async function showChecks(
  checks: CheckRuns,
  outcomes: readonly ProposeOutcome[],
  { templates, mends: seen, recheck }: ShowOptions,
): Promise<ShownCheck> {
  const mends = seen === null || recheck === null ? seen : asMissing(recheck, seen);
  let isRechecked = recheck === null;
  for (const outcome of outcomes) {
    const { proposal, result } = outcome;
    if (proposal === null) continue;
    const pushed = result.kind === "performed" ? result.performed.commit : null;
    const mended = pushed === null && mends !== null ? findUnchecked(outcome.number, proposal, mends) : null;
    const commit = pushed?.commit ?? mended?.commit ?? null;
    if (commit === null) continue;
    const { edit } = proposal;
    const story = mended?.story ?? proposal.story;
    const again = commit === recheck;
    const shown = await showProposalCheck(checks, { story, edit, commit, state: "open", templates }, again);
    if (shown.kind === "not-allowed") return shown;
    isRechecked ||= again;
  }
  return recheck === null || isRechecked
    ? { kind: "shown" }
    : show(checks, unchangedCheck(recheck, whyUnchanged(recheck, outcomes, seen)), true);
}

/** A check that is asked for again is as good as missing. */
function asMissing(commit: string, seen: Overview): Overview {
  return { ...seen, checks: new Map([...seen.checks, [commit, false]]) };
}

/** What became of the proposal at a commit, for people, where this pass has no values to check there. */
function whyUnchanged(commit: string, outcomes: readonly ProposeOutcome[], seen: Overview | null): string {
  const pull = seen?.pullRequests.find(({ headCommit, state }) => headCommit === commit && state === "open");
  const outcome = outcomes.find(({ number }) => pull !== undefined && number === pull.number);
  return outcome?.message ?? "No open proposal of OptPass ends with this commit.";
}

/** The check on the head of a proposal, with the bulk of the evidence that its description leaves out. */
export function showProposalCheck(
  checks: CheckRuns,
  proposal: CheckedProposal,
  again = false,
): Promise<ShownCheck> {
  const { story, edit, commit, state, templates } = proposal;
  const { plan, findings } = story;
  const check = proposalCheck({
    commit,
    title: changeTitle(plan),
    summary: pullRequestBody(story, templates.summary, unframed).trim(),
    evidence: pullRequestBody(story, templates.evidence, unframed).trim(),
    state,
    warnings: findings.filter(({ verdict }) => verdict === "warn").map(({ message }) => message),
    notes: plan.recommendations.flatMap(noteOf),
    files: edit.files,
  });
  return show(checks, check, again);
}

/** The check on what changes the configuration. */
export function showConfigCheck(
  checks: CheckRuns,
  commit: string,
  finding: ConfigFinding,
  again = false,
): Promise<ShownCheck> {
  return show(checks, configCheck(commit, finding), again);
}

/** The check on what a merge queue would merge. */
export function showMergeGroupCheck(checks: CheckRuns, commit: string): Promise<ShownCheck> {
  return show(checks, mergeGroupCheck(commit));
}

async function show(checks: CheckRuns, check: CheckReport, again = false): Promise<ShownCheck> {
  try {
    await checks.report(check, { again });
    return { kind: "shown" };
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== "unauthorized") throw error;
    return { kind: "not-allowed", message: error.message };
  }
}

function noteOf(recommendation: PlacedRecommendation): readonly LineNote[] {
  const { target, setting, current, proposed, location, reasons } = recommendation;
  if (location === null) return [];
  const [from, to] = [current?.text ?? "not set", proposed?.text ?? "none"];
  return [
    {
      path: location.file,
      line: location.line,
      proposed: proposed?.text ?? null,
      title: `${target.container} ${setting}: ${from} → ${to}`,
      message: reasons.join(" "),
    },
  ];
}
