import { setTimeout as wait } from "node:timers/promises";
import { handleJob, type JobHandlers, type JobLease, type JobResult } from "../../app/job-handlers.ts";
import { workOf } from "../../app/keep-event.ts";
import { type Job, mostAttempts, readJob, retryDelay } from "../../core/jobs/index.ts";
import { type Duration, duration, instant } from "../../core/model/index.ts";
import type { Clock } from "../../ports/clock.ts";
import { PortError } from "../../ports/port-error.ts";
import type { LeasedWork, WorkQueue } from "../../ports/work-queue.ts";
import { describeFailure } from "./describe-failure.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface WorkerParts {
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly handlers: JobHandlers;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Jobs at the same time. */
  readonly atOnce: number;
  /** A worker that is silent for so long has lost its repository. It says something three times as often. */
  readonly lease: Duration;
  /** How often to look for work that another process added, in milliseconds. */
  readonly lookMillis: number;
}

export interface Workers {
  /** There is new work: look now. */
  wake(): void;
  /** Begins nothing more; what is not done within so many milliseconds is put back for another process. */
  stop(graceMillis: number): Promise<void>;
}

/** Works until it is stopped. */
export function startWorkers(parts: WorkerParts): Workers {
  const bell = createBell();
  const running = new Set<LeasedWork>();
  let isStopping = false;
  const loops = Array.from({ length: parts.atOnce }, () => loop());
  return {
    wake: bell.ring,
    async stop(graceMillis) {
      isStopping = true;
      bell.ring();
      await Promise.race([Promise.all(loops), wait(graceMillis, undefined, { ref: false })]);
      // No fault of theirs, so it is no attempt; from now on their writes are refused.
      for (const work of running) await parts.queue.putBack(work, parts.clock.now(), work.attempts - 1);
      if (running.size > 0) parts.log.warn({ jobs: running.size }, "put back what was not done in time");
    },
  };

  async function loop(): Promise<void> {
    while (!isStopping) {
      const work = await take();
      if (work === null) {
        await bell.wait(parts.lookMillis);
        continue;
      }
      running.add(work);
      try {
        await doWork(work, parts);
      } catch (error) {
        // The store is away; the lease runs out, and the work is taken again.
        parts.log.error({ ...about(work), ...describeFailure(error) }, "could not settle a job");
        await wait(parts.lookMillis);
      } finally {
        running.delete(work);
      }
    }
  }

  async function take(): Promise<LeasedWork | null> {
    try {
      return await parts.queue.take(parts.clock.now(), parts.lease);
    } catch (error) {
      parts.log.error(describeFailure(error), "could not look for work");
      return null;
    }
  }
}

async function doWork(work: LeasedWork, parts: WorkerParts): Promise<void> {
  const { queue, clock, metrics, log } = parts;
  const job = readJob(work.payload);
  if (job === null) {
    await queue.bury(work, clock.now(), "another version of OptPass wrote this job");
    return;
  }
  if (work.attempts > mostAttempts) {
    // Every attempt that failed was put back with fewer, so the process ended in the middle of these.
    metrics.jobs.inc({ kind: job.kind, outcome: "given-up" });
    log.error(about(work), "gave up a job that never comes to its end");
    await queue.bury(work, clock.now(), `the process ended ${work.attempts - 1} times while it was done`);
    return;
  }
  const stopRenewing = keepLease(work, parts);
  const end = metrics.jobSeconds.startTimer({ kind: job.kind });
  try {
    const result = await handleJob(parts.handlers, job, leaseOf(work, parts));
    end();
    await settle(work, job, result, parts);
  } catch (error) {
    end();
    await settleFailure(work, job, error, parts);
  } finally {
    stopRenewing();
  }
}

async function settle(work: LeasedWork, job: Job, result: JobResult, parts: WorkerParts): Promise<void> {
  const { queue, clock, metrics, log } = parts;
  const isOurs = await queue.finish(work);
  metrics.jobs.inc({ kind: job.kind, outcome: isOurs ? "done" : "lost" });
  log.info({ ...about(work), did: result.did }, isOurs ? "job done" : "job done by another worker, too");
  if (result.nextPass === null) return;
  const next = workOf({ kind: "pass", repository: job.repository, why: "schedule" }, result.nextPass);
  await queue.add({ identities: [], gone: [], work: [{ ...next, onlyWhenNone: true }] }, clock.now());
}

/** How long to leave a host alone that says that we ask too much. */
const breather = duration(15, "m");

async function settleFailure(work: LeasedWork, job: Job, error: unknown, parts: WorkerParts): Promise<void> {
  const { queue, clock, metrics, log } = parts;
  const now = clock.now();
  const failure = describeFailure(error);
  const count = (outcome: string): void => metrics.jobs.inc({ kind: job.kind, outcome });
  if (error instanceof PortError && isGone(error)) {
    count("gone");
    await queue.finish(work);
    log.info({ ...about(work), ...failure }, "the repository is out of reach");
    return;
  }
  if (error instanceof PortError && error.code === "rate-limited") {
    count("rate-limited");
    await queue.putBack(work, instant(now + breather), work.attempts - 1);
    log.warn({ ...about(work), ...failure }, "put back a job until the rate limit allows more");
    return;
  }
  // A bug may be gone with the next state of the world or the next version.
  const isLasting = error instanceof PortError && !error.retryable && error.code !== "conflict";
  if (isLasting || work.attempts >= mostAttempts) {
    count("given-up");
    await queue.bury(work, now, failure.failure);
    log.error({ ...about(work), ...failure }, "gave up a job");
    return;
  }
  count("failed");
  await queue.putBack(work, instant(now + retryDelay(work.repository, work.attempts)), work.attempts);
  log.warn({ ...about(work), ...failure }, "put back a job that failed");
}

/** Not installed any more, suspended, deleted, moved elsewhere: nothing to try again, and nothing that went wrong. */
function isGone({ port, code }: PortError): boolean {
  return port === "github" && (code === "not-found" || code === "unauthorized");
}

function leaseOf(work: LeasedWork, { queue, clock, lease }: WorkerParts): JobLease {
  return {
    async check() {
      if (await queue.renew(work, clock.now(), lease)) return;
      const line = `another worker took over ${work.repository}`;
      throw new PortError("work-queue", "conflict", line, { retryable: true });
    },
    async also(jobs) {
      const now = clock.now();
      await queue.add({ identities: [], gone: [], work: jobs.map((job) => workOf(job, now)) }, now);
    },
  };
}

function keepLease(work: LeasedWork, { queue, clock, lease, log }: WorkerParts): () => void {
  const timer = setInterval(() => {
    queue.renew(work, clock.now(), lease).catch((error: unknown) => {
      log.warn({ ...about(work), ...describeFailure(error) }, "could not renew a lease");
    });
  }, lease / 3);
  return () => clearInterval(timer);
}

function about({ key, repository, attempts, fence }: LeasedWork) {
  return { job: key, repository, attempts, fence };
}

/** Something to wait for that wakes everybody up. */
function createBell() {
  let waiting = new AbortController();
  return {
    ring: (): void => {
      waiting.abort();
      waiting = new AbortController();
    },
    wait: async (millis: number): Promise<void> => {
      await wait(millis, undefined, { signal: waiting.signal }).catch(() => {});
    },
  };
}
