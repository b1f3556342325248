import type { ProposeOutcome } from "../../../app/propose-changes.ts";
import { plain } from "../../../core/model/index.ts";
import { changeTitle } from "../../../core/propose/index.ts";
import { markdownReport } from "./markdown-report.ts";
import type { PullRequestReport } from "./pull-request-report.ts";

// GitHub shows a megabyte of a step; the reasons for what stays come last and may be cut.
const mostCharacters = 250_000;

/** What a pass did, as the summary of a job of GitHub Actions. */
export function jobSummary({ analysis, outcomes }: PullRequestReport): string {
  const lines = outcomes.map(
    (outcome) => `- ${plain(changeTitle(outcome.proposal.change.plan))}: ${what(outcome)}`,
  );
  const text = [
    markdownReport(analysis),
    ...(lines.length === 0 ? [] : ["### Pull requests", "", ...lines, ""]),
  ].join("\n");
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}\n\nThe rest is left out.\n`;
}

function what({ action, result }: ProposeOutcome): string {
  switch (result.kind) {
    case "performed": {
      const { number, url } = result.performed.pullRequest;
      return `${action.kind === "open-pull-request" ? "opened" : "updated"} [#${number}](${url})`;
    }
    case "left":
      return action.kind === "leave" ? plain(action.message) : "left as it is";
    case "would-perform":
      return "not done, because only looking is allowed here";
    case "over-the-limit":
      return "waits, because enough were opened for now";
    case "failed":
      return plain(result.error.message);
  }
}
