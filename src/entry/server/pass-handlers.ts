import {
  createGitHubMemory,
  type GitHubAuth,
  type Limits,
  openGitHubRepository,
} from "../../adapters/github/index.ts";
import { createRecorder } from "../../app/create-recorder.ts";
import type { JobHandlers, JobLease, JobResult } from "../../app/job-handlers.ts";
import { openRepository, type TendSettings } from "../../app/open-repository.ts";
import type { ProposeOutcome } from "../../app/propose-outcome.ts";
import { repositoryJobs } from "../../app/repository-jobs.ts";
import type { RanPass } from "../../app/run-pass.ts";
import type { Tended } from "../../app/tend-repository.ts";
import { nextPass, nextPassOrLook } from "../../core/jobs/index.ts";
import { type Instant, numberOf, type Policy } from "../../core/model/index.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface PassSettings {
  readonly auth: GitHubAuth;
  readonly githubUrl: string | undefined;
  readonly allowUnverified: boolean;
  readonly limits: Partial<Limits>;
  /** Everything that is the same for all repositories. */
  readonly tend: Omit<TendSettings, "nextPass">;
  /** Whether the operator lets us work on it; `owner/name` in lower case. */
  readonly allows: (repository: string) => boolean;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What people want is heard, and ends in a pass over the repository, which looks at everything and does what is missing. */
export function passHandlers(settings: PassSettings): JobHandlers {
  const { auth, githubUrl, allowUnverified, limits, metrics, log, tend } = settings;
  const memory = createGitHubMemory();
  const jobs = repositoryJobs({
    open(repository, lease) {
      // A session of its own for each job, whose lease guards every write. Tokens are for one repository each.
      const ports = openGitHubRepository({
        repository,
        auth,
        allowUnverified,
        limits,
        ...(githubUrl === undefined ? {} : { baseUrl: githubUrl }),
        memory,
        beforeWrite: lease.check,
        onAnswer: metrics.countGitHub,
        onWait: (seconds, why) => log.info({ repository, seconds, why }, "waiting for a rate limit"),
      });
      const { clock } = settings;
      const recorder = createRecorder({
        log: guardedLog(settings.events, lease),
        repository,
        seal: tend.seal,
        clock,
      });
      return openRepository(repository, { ...ports, recorder }, { ...tend, nextPass: passAfter }, lease.also);
    },
    finished(repository, tended, { requests, points }) {
      metrics.passRequests.observe(requests);
      metrics.passPoints.observe(points);
      return finished(repository, tended, settings);
    },
  });
  return guarded(jobs, settings.allows);
}

/** Whoever lost the repository to another worker writes nothing down either. */
function guardedLog(log: EventLog, lease: JobLease): EventLog {
  return {
    ...log,
    async append(batch, now) {
      await lease.check();
      return log.append(batch, now);
    },
  };
}

function passAfter({ schedule }: Policy, repository: string, now: Instant): Instant | null {
  return nextPass(schedule, repository, now);
}

/** Jobs of repositories that the operator does not list are done without a look. */
function guarded(jobs: JobHandlers, allows: PassSettings["allows"]): JobHandlers {
  const unless =
    <J extends { readonly repository: string }, L>(run: (job: J, lease: L) => Promise<JobResult>) =>
    async (job: J, lease: L): Promise<JobResult> =>
      allows(job.repository) ? run(job, lease) : { did: "not in the operator's list", nextPass: null };
  return {
    pass: unless(jobs.pass),
    "pull-request": unless(jobs["pull-request"]),
    comment: unless(jobs.comment),
    "config-check": unless(jobs["config-check"]),
    "config-recheck": unless(jobs["config-recheck"]),
    "proposal-recheck": unless(jobs["proposal-recheck"]),
    "merge-group": unless(jobs["merge-group"]),
    checkbox: unless(jobs.checkbox),
    button: unless(jobs.button),
  };
}

function finished(repository: string, tended: Tended, { metrics, log, clock }: PassSettings): JobResult {
  metrics.passes.inc({ outcome: tended.kind });
  switch (tended.kind) {
    case "ran":
      countPass(tended, metrics);
      throwCutShort(tended.outcomes);
      logFailures(repository, tended.outcomes, log);
      return {
        did: describePass(tended),
        nextPass: nextPassOrLook(
          tended.configuration.policy.schedule,
          repository,
          clock.now(),
          tended.followed.map(({ next }) => next),
        ),
      };
    case "misconfigured":
      log.warn({ repository, problems: tended.problems.length }, "misconfigured");
      return { did: "misconfigured", nextPass: null };
    case "unconfigured":
      return { did: "unconfigured", nextPass: null };
    case "onboarding":
      return { did: `onboarding: ${tended.onboarded.step.kind}`, nextPass: null };
    case "stopped":
      return { did: `stopped: ${tended.because}`, nextPass: null };
    case "archived":
    case "empty":
      return { did: tended.kind, nextPass: null };
  }
}

function countPass({ analysis, outcomes }: RanPass, metrics: Metrics): void {
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

function describePass({ analysis, outcomes }: RanPass): string {
  const count = (kind: ProposeOutcome["result"]["kind"]): number =>
    outcomes.filter(({ result }) => result.kind === kind).length;
  const changes = `${analysis.changes.length} changes: ${count("performed")} performed, ${count("left")} left`;
  return `${changes}, ${count("waits")} wait, ${count("failed")} failed`;
}
