import type { Job } from "../core/jobs/index.ts";
import type { Instant } from "../core/model/index.ts";

/** The right to work on a repository, for as long as a job takes. */
export interface JobLease {
  /** To be asked right before anything is written. Throws a PortError `conflict` when another worker took over. */
  check(): Promise<void>;
  /** Keeps what was found on the way, to be done next, whatever becomes of this job. */
  also(jobs: readonly Job[]): Promise<void>;
}

export interface JobResult {
  /** In a few words, for the log. */
  readonly did: string;
  /** When the next pass over the repository should begin; `null` where this job has no say in it. */
  readonly nextPass: Instant | null;
}

/** What is done for each kind of job. Every handler reads the world anew and may be run any number of times. */
export type JobHandlers = {
  readonly [Kind in Job["kind"]]: (job: Extract<Job, { kind: Kind }>, lease: JobLease) => Promise<JobResult>;
};

export function handleJob(handlers: JobHandlers, job: Job, lease: JobLease): Promise<JobResult> {
  switch (job.kind) {
    case "pass":
      return handlers.pass(job, lease);
    case "pull-request":
      return handlers["pull-request"](job, lease);
    case "comment":
      return handlers.comment(job, lease);
    case "config-check":
      return handlers["config-check"](job, lease);
    case "config-recheck":
      return handlers["config-recheck"](job, lease);
    case "proposal-recheck":
      return handlers["proposal-recheck"](job, lease);
    case "merge-group":
      return handlers["merge-group"](job, lease);
    case "checkbox":
      return handlers.checkbox(job, lease);
    case "button":
      return handlers.button(job, lease);
  }
}
