import type { ProposeOutcome } from "../../../app/propose-outcome.ts";
import { plain } from "../../../core/model/index.ts";
import { markdownReport } from "./markdown-report.ts";
import type { PullRequestReport } from "./pull-request-report.ts";

// GitHub shows a megabyte of a step; the reasons for what stays come last and may be cut.
const mostCharacters = 250_000;

/** What a pass did, as the summary of a job of GitHub Actions. */
export function jobSummary({ analysis, outcomes }: PullRequestReport): string {
  const lines = outcomes.map((outcome) => `- ${plain(outcome.title)}: ${what(outcome)}`);
  const text = [
    markdownReport(analysis),
    ...(lines.length === 0 ? [] : ["### Pull requests", "", ...lines, ""]),
  ].join("\n");
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}\n\nThe rest is left out.\n`;
}

function what({ state, message, result }: ProposeOutcome): string {
  switch (result.kind) {
    case "performed": {
      const { number, url } = result.performed.pullRequest;
      return `${state} [#${number}](${url})`;
    }
    case "would-perform":
      return "not done, because only looking is allowed here";
    case "left":
    case "waits":
    case "failed":
      return plain(message);
  }
}
