import { type CheckReport, countOf, type FileChange, plain, showText } from "../model/index.ts";
import { annotateLines, type LineNote } from "./annotate-lines.ts";
import { buttonsFor } from "./buttons.ts";

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

/** Names are what branch protection refers to: they never change. */
export const proposalCheckName = "optpass/proposal";
const configCheckName = "optpass/config";

/**
 * The check on the head of a proposal. It never fails: that newer values exist, or that a guard warns, is no reason to
 * block a merge. It always concludes, because a required check that does not would block for ever.
 */
export function proposalCheck(proposal: ProposalToCheck): CheckReport {
  const { commit, title, summary, evidence, state, warnings, notes, files } = proposal;
  const cautions = warnings.map((warning) => `> [!WARNING]\n> ${plain(warning)}`);
  return {
    name: proposalCheckName,
    commit,
    conclusion: warnings.length === 0 ? "success" : "neutral",
    title: showText(title, 200),
    summary: cutLines([...cautions, summary].join("\n\n")),
    text: evidence === "" ? null : cutLines(evidence),
    annotations: annotateLines(notes, files),
    buttons: buttonsFor(state),
  };
}

/** What is wrong in a configuration file, and where. `line` is one-based. */
export interface ConfigFlaw {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** The check on a pull request that changes the configuration. This one fails: a merge would leave the file unused. */
export function configCheck(commit: string, flaws: readonly ConfigFlaw[]): CheckReport {
  const isGood = flaws.length === 0;
  const lines = flaws.map(({ path, line, message }) => `- ${plain(`${path}:${line}`)}: ${plain(message)}`);
  return {
    name: configCheckName,
    commit,
    conclusion: isGood ? "success" : "failure",
    title: isGood ? "The configuration is good" : `${countOf(flaws.length, "problem")} in the configuration`,
    summary: isGood
      ? "It counts once it is merged into the default branch."
      : cutLines(`Until this is solved, a merge would not be read:\n\n${lines.join("\n")}`),
    text: null,
    annotations: flaws.map(({ path, line, message }) => ({
      path,
      line,
      level: "failure",
      title: "Configuration",
      message: showText(message, 2000),
    })),
    buttons: [],
  };
}

// GitHub's limit of summary and text, less what closes a cut text.
const longest = 65_535 - 200;

/** Whole lines as far as they fit. A fence or fold that is open at the cut is closed, and the cut is said. */
function cutLines(text: string): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, text.lastIndexOf("\n", longest) + 1 || longest).split("\n");
  let fence: string | null = null;
  let folds = 0;
  for (const line of kept) {
    const run = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (run?.startsWith(fence) === true && line.trim() === run) fence = null;
    } else if (run !== null) fence = run;
    else folds += line.split("<details>").length - line.split("</details>").length;
  }
  const closing = [
    ...(fence === null ? [] : [fence]),
    ...Array.from({ length: Math.min(Math.max(folds, 0), 5) }, () => "\n</details>"),
  ];
  return [...kept, ...closing, "", "The rest is left out: the page would be too long."].join("\n");
}
