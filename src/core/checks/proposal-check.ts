import { type CheckReport, checkNames, type FileChange, plain, showText } from "../model/index.ts";
import { annotateLines, type LineNote } from "./annotate-lines.ts";
import { buttonsFor } from "./buttons.ts";
import { cutLines } from "./cut-lines.ts";

/** A change as its check shows it. `summary` and `evidence` are Markdown. */
export interface ProposalToCheck {
  readonly commit: string;
  readonly title: string;
  readonly summary: string;
  readonly evidence: string;
  readonly state: "open" | "merged" | "closed";
  /** What guards want the reviewer to see. */
  readonly warnings: readonly string[];
  readonly notes: readonly LineNote[];
  readonly files: readonly FileChange[];
}

/**
 * The check on the head of a proposal. It never fails: that newer values exist, or that a guard warns, is no reason to
 * block a merge. It always concludes, because a required check that does not would block for ever.
 */
export function proposalCheck(proposal: ProposalToCheck): CheckReport {
  const { commit, title, summary, evidence, state, warnings, notes, files } = proposal;
  const cautions = warnings.map((warning) => `> [!WARNING]\n> ${plain(warning)}`);
  return {
    name: checkNames.proposal,
    commit,
    conclusion: warnings.length === 0 ? "success" : "neutral",
    title: showText(title, 200),
    summary: cutLines([...cautions, summary].join("\n\n")),
    text: evidence === "" ? null : cutLines(evidence),
    annotations: annotateLines(notes, files),
    buttons: buttonsFor(state),
  };
}
