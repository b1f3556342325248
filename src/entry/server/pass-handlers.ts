import { createGitHubCodeHost, type GitHubAuth } from "../../adapters/github/index.ts";
import type { JobHandlers, JobLease, JobResult } from "../../app/job-handlers.ts";
import type { ProposeOutcome } from "../../app/propose-changes.ts";
import { type PassOutcome, type PassParts, runPass } from "../../app/run-pass.ts";
import { nextPass } from "../../core/jobs/index.ts";
import { numberOf } from "../../core/model/index.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface PassSettings {
  readonly auth: GitHubAuth;
  readonly githubUrl: string | undefined;
  /** Everything that is the same for all repositories. */
  readonly pass: Omit<PassParts, "host">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Every kind of job ends in a pass over its repository, which looks at everything and does what is missing. */
export function passHandlers(settings: PassSettings): JobHandlers {
  const pass = ({ repository }: { readonly repository: string }, lease: JobLease) =>
    handlePass(repository, lease, settings);
  return { pass, "pull-request": pass, comment: pass, checkbox: pass, button: pass };
}

async function handlePass(repository: string, lease: JobLease, settings: PassSettings): Promise<JobResult> {
  const { auth, githubUrl, metrics, log, clock } = settings;
  // A host of its own for each job: its token is for this repository only, and its lease guards every write.
  const host = createGitHubCodeHost({
    repository,
    auth,
    ...(githubUrl === undefined ? {} : { baseUrl: githubUrl }),
    beforeWrite: lease.check,
    onAnswer: metrics.countGitHub,
    onWait: (seconds, why) => log.info({ repository, seconds, why }, "waiting for a rate limit"),
  });
  const outcome = await runPass({ ...settings.pass, host });
  metrics.passes.inc({ outcome: outcome.kind });
  if (outcome.kind === "misconfigured") log.warn({ repository, problems: outcome.problems }, "misconfigured");
  if (outcome.kind !== "ran") return { did: outcome.kind, nextPass: null };
  countPass(outcome, metrics);
  throwCutShort(outcome.outcomes);
  logFailures(repository, outcome.outcomes, log);
  return {
    did: describePass(outcome),
    nextPass: nextPass(outcome.policy.schedule, repository, clock.now()),
  };
}

type Ran = Extract<PassOutcome, { kind: "ran" }>;

function countPass({ analysis, outcomes }: Ran, metrics: Metrics): void {
  for (const { refusal } of analysis.skipped) metrics.refusals.inc({ code: numberOf(refusal) });
  for (const { action, result } of outcomes) {
    if (result.kind === "performed") metrics.pullRequests.inc({ action: action.kind });
    if (result.kind === "failed") metrics.pullRequests.inc({ action: "failed" });
  }
}

// The lease was lost, or GitHub does not want us or is away: the pass ended before its end.
const cutShort: ReadonlySet<string> = new Set(["rate-limited", "unreachable", "unauthorized"]);

function throwCutShort(outcomes: readonly ProposeOutcome[]): void {
  for (const { result } of outcomes) {
    if (result.kind !== "failed") continue;
    if (result.error.port === "work-queue" || cutShort.has(result.error.code)) throw result.error;
  }
}

function logFailures(repository: string, outcomes: readonly ProposeOutcome[], log: Logger): void {
  for (const { branch, result } of outcomes) {
    if (result.kind !== "failed") continue;
    log.warn(
      { repository, branch, code: result.error.code, failure: result.error.message },
      "a change failed",
    );
  }
}

function describePass({ analysis, outcomes }: Ran): string {
  const count = (kind: ProposeOutcome["result"]["kind"]): number =>
    outcomes.filter(({ result }) => result.kind === kind).length;
  const changes = `${analysis.changes.length} changes: ${count("performed")} performed, ${count("left")} left`;
  return `${changes}, ${count("over-the-limit")} over the limit, ${count("failed")} failed`;
}
