import type { Onboarded } from "../../../app/onboard.ts";
import type { Tended, TendedPass } from "../../../app/tend-repository.ts";
import { type ConfigProblem, describeProblem } from "../../../core/config/index.ts";
import { plain } from "../../../core/model/index.ts";
import type { Job } from "../github-job.ts";
import { configurationError, warn } from "../options/configuration.ts";
import { jobSummary } from "../output/job-summary.ts";
import { printable } from "../output/printable.ts";
import { type PullRequestReport, pullRequestReport } from "../output/pull-request-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { noBase, throwFirstFailure } from "./pass-outcome.ts";

export interface TendedContext {
  readonly repository: string;
  readonly cost: PullRequestReport["cost"];
}

/** Says what became of a repository; throws where a script has to know that it did not go well. */
export function reportTended(tended: Tended, context: TendedContext, streams: Streams, job: Job): void {
  switch (tended.kind) {
    case "ran":
      reportPass(tended, context, streams, job);
      break;
    case "misconfigured":
      for (const problem of tended.problems) job.annotate({ level: "error", ...placed(problem) });
      throw configurationError(tended.problems, streams);
    case "archived":
    case "empty":
      throw noBase(tended);
    case "onboarding":
    case "unconfigured":
    case "stopped": {
      const sentence = sentenceOf(tended);
      streams.stdout.write(`${context.repository}: ${printable(sentence)}\n`);
      job.addSummary(`## OptPass\n\n${plain(sentence)}\n`);
    }
  }
}

function reportPass(
  { facts, analysis, outcomes, configuration, notAllowed }: TendedPass,
  { cost }: TendedContext,
  streams: Streams,
  job: Job,
): void {
  const report = { facts, analysis, outcomes, cost };
  streams.stdout.write(pullRequestReport(report, terminalFor(streams.stdout)));
  job.addSummary(jobSummary(report));
  warn(configuration.warnings, streams);
  for (const message of notAllowed) {
    streams.stderr.write(`warning: ${printable(message)}\n`);
    job.annotate({ level: "warning", message });
  }
  throwFirstFailure(outcomes);
}

function sentenceOf(tended: Extract<Tended, { kind: "onboarding" | "unconfigured" | "stopped" }>): string {
  switch (tended.kind) {
    case "onboarding":
      return onboardingSentence(tended.onboarded);
    case "unconfigured":
      return "There is no configuration, so nothing is done.";
    case "stopped":
      return `Nothing is done: ${tended.because}.`;
  }
}

function onboardingSentence({ step, pullRequest }: Onboarded): string {
  const url = pullRequest?.url ?? "";
  switch (step.kind) {
    case "run":
    case "propose":
      return `Proposed a configuration: ${url}. Nothing happens until it is merged.`;
    case "refresh":
      return `Waits until the configuration is merged: ${url}`;
    case "disabled":
      return `Off, because the configuration that was proposed was closed: ${url}`;
    case "removed":
      return "Off, because the configuration was removed after it had been merged.";
  }
}

function placed(problem: ConfigProblem) {
  const { file, line, column } = problem;
  return { message: describeProblem(problem), place: { file, line, column } };
}
