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
import { PortError } from "../ports/port-error.ts";
import type { ProvedEdit } from "./analysis.ts";
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

/** The checks of what a pass pushed, until one is not allowed. What it left alone keeps the check that it has. */
export async function showChecks(
  checks: CheckRuns,
  outcomes: readonly ProposeOutcome[],
  templates: CheckedProposal["templates"],
): Promise<ShownCheck> {
  for (const { proposal, result } of outcomes) {
    const commit = result.kind === "performed" ? result.performed.commit : null;
    if (proposal === null || commit === null) continue;
    const { story, edit } = proposal;
    const shown = await showProposalCheck(checks, {
      story,
      edit,
      commit: commit.commit,
      state: "open",
      templates,
    });
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
