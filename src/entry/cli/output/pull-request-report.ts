import type { Analysis } from "../../../app/analysis.ts";
import { bodyOf, newRecord } from "../../../app/proposal.ts";
import type { ProposeOutcome } from "../../../app/propose-outcome.ts";
import { summarySentences } from "../../../app/summary.ts";
import type { RepositoryFacts } from "../../../ports/code-host.ts";
import { diffReport } from "./diff-report.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

export interface PullRequestReport {
  readonly facts: RepositoryFacts;
  readonly analysis: Analysis;
  readonly outcomes: readonly ProposeOutcome[];
  readonly cost: { readonly requests: number; readonly writes: number };
}

/** What was done, a line per change; a dry run also shows each title, diff and body. */
export function pullRequestReport(report: PullRequestReport, terminal: Terminal): string {
  const { facts, analysis, outcomes, cost } = report;
  const { colour } = terminal;
  const lines = outcomes.map((outcome) => describeOutcome(outcome, terminal));
  const left = analysis.skipped.length;
  return [
    `${colour.bold(facts.fullName)}: ${summarySentences(analysis).join(" ")}`,
    ...lines,
    ...analysis.notices.map((notice) => `${colour.yellow("!")} ${printable(notice)}`),
    ...(left === 0 ? [] : [colour.dim(`${left} settings were left alone; optpass scan says why.`)]),
    colour.dim(`${cost.requests} requests to GitHub, ${cost.writes} of them wrote.`),
    "",
  ].join("\n");
}

function describeOutcome(outcome: ProposeOutcome, terminal: Terminal): string {
  const { colour } = terminal;
  const { result } = outcome;
  const title = printable(outcome.title);
  const message = printable(outcome.message);
  switch (result.kind) {
    case "left":
      return `${colour.dim("=")} ${title}: ${message}`;
    case "waits":
      return `${colour.dim("-")} ${title}: waits. ${message}`;
    case "failed":
      return `${colour.red("x")} ${title}: ${message}`;
    case "performed": {
      const { pullRequest, commit } = result.performed;
      const signed =
        commit === null || commit.verified
          ? ""
          : colour.dim(" (the commit is not verified: use app credentials for that)");
      const why = outcome.action.kind === "close-pull-request" ? `: ${message}` : "";
      const what = outcome.action.kind === "refresh-text" ? `${message} See` : outcome.state;
      return `${colour.green("+")} ${title}: ${what} ${pullRequest.url}${why}${signed}`;
    }
    case "would-perform":
      return describeWish(outcome, terminal);
  }
}

function describeWish(
  { title, branch, action, proposal, message }: ProposeOutcome,
  terminal: Terminal,
): string {
  const { colour } = terminal;
  const first = `${colour.cyan("~")} ${printable(title)}: ${wishOf(action)}`;
  if (proposal === null || action.kind === "refresh-text") return `${first} ${printable(message)}`;
  return [
    first,
    `  branch ${branch}`,
    diffReport(proposal.edit.files, terminal),
    bodyOf(proposal, newRecord(proposal, proposal.options.base), []),
  ].join("\n");
}

function wishOf(action: ProposeOutcome["action"]): string {
  switch (action.kind) {
    case "open-pull-request":
      return "would open";
    case "reopen-pull-request":
      return `would reopen #${action.number}`;
    case "update-pull-request":
      return `would update: ${printable(action.why)}`;
    case "refresh-text":
      return `would write the text of #${action.number} anew.`;
    case "close-pull-request":
      return `would close #${action.number}.`;
    case "leave":
      return "would be left";
  }
}
