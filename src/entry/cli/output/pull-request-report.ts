import type { Analysis } from "../../../app/analysis.ts";
import { bodyOf } from "../../../app/perform-action.ts";
import type { ProposeOutcome } from "../../../app/propose-changes.ts";
import { summarySentences } from "../../../app/summary.ts";
import { changeTitle } from "../../../core/propose/index.ts";
import type { RepositoryFacts } from "../../../ports/code-host.ts";
import { diffReport } from "./diff-report.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

export interface PullRequestReport {
  readonly facts: RepositoryFacts;
  readonly analysis: Analysis;
  readonly outcomes: readonly ProposeOutcome[];
  readonly cost: { readonly requests: number; readonly writes: number };
  readonly template: string;
}

/** What was done, a line per change; a dry run also shows each title, diff and body. */
export function pullRequestReport(report: PullRequestReport, terminal: Terminal): string {
  const { facts, analysis, outcomes, cost, template } = report;
  const { colour } = terminal;
  const lines = outcomes.map((outcome) => describeOutcome(outcome, template, terminal));
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

function describeOutcome(
  { proposal, branch, action, result }: ProposeOutcome,
  template: string,
  terminal: Terminal,
): string {
  const { colour } = terminal;
  const { change, edit, base } = proposal;
  const title = printable(changeTitle(change.plan));
  switch (result.kind) {
    case "left":
      return `${colour.dim("=")} ${title}: ${action.kind === "leave" ? printable(action.message) : ""}`;
    case "over-the-limit":
      return `${colour.dim("-")} ${title}: waits, because --limit is reached.`;
    case "failed":
      return `${colour.red("x")} ${title}: ${printable(result.error.message)}`;
    case "performed": {
      const { pullRequest, commit } = result.performed;
      const verb = action.kind === "open-pull-request" ? "opened" : "updated";
      const signed = commit.verified
        ? ""
        : colour.dim(" (the commit is not verified: use app credentials for that)");
      return `${colour.green("+")} ${title}: ${verb} ${pullRequest.url}${signed}`;
    }
    case "would-perform": {
      const verb =
        action.kind === "open-pull-request"
          ? "would open"
          : `would update: ${action.kind === "update-pull-request" ? action.why : ""}`;
      const body = bodyOf(proposal, base, template);
      return [
        `${colour.cyan("~")} ${title}: ${verb}`,
        `  branch ${branch}`,
        diffReport(edit.files, terminal),
        body,
      ].join("\n");
    }
  }
}
