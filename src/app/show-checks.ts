import {
  type ConfigFinding,
  configCheck,
  type LineNote,
  mergeGroupCheck,
  proposalCheck,
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
}

/**
 * The checks of what a pass pushed, and those that an earlier one died before writing, until one is not allowed. Others
 * stay as they are.
 */
export async function showChecks(
  checks: CheckRuns,
  outcomes: readonly ProposeOutcome[],
  { templates, mends }: ShowOptions,
): Promise<ShownCheck> {
  for (const outcome of outcomes) {
    const { proposal, result } = outcome;
    if (proposal === null) continue;
    const pushed = result.kind === "performed" ? result.performed.commit : null;
    const mended = pushed === null && mends !== null ? findUnchecked(outcome.number, proposal, mends) : null;
    const commit = pushed?.commit ?? mended?.commit ?? null;
    if (commit === null) continue;
    const { edit } = proposal;
    const story = mended?.story ?? proposal.story;
    const shown = await showProposalCheck(checks, { story, edit, commit, state: "open", templates });
    if (shown.kind === "not-allowed") return shown;
  }
  return { kind: "shown" };
}

/** The check on the head of a proposal, with the bulk of the evidence that its description leaves out. */
export function showProposalCheck(checks: CheckRuns, proposal: CheckedProposal): Promise<ShownCheck> {
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
  return show(checks, check);
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
