import { type IgnoredBecause, type Job, jobKey, readEvent, writeJob } from "../core/jobs/index.ts";
import type { Instant } from "../core/model/index.ts";
import type { NewWork, Urgency, WorkQueue } from "../ports/work-queue.ts";

/** An event as the code host told it, its sender known to be the code host. */
export interface ReceivedEvent {
  /** The delivery's: GitHub keeps it when it delivers once more. */
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

export type Kept =
  | { readonly kind: "queued" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "ignored"; readonly because: IgnoredBecause };

/** Turns an event into work that is kept. Throws a PortError where the queue fails: then nothing was kept. */
export async function keepEvent(queue: WorkQueue, event: ReceivedEvent, now: Instant): Promise<Kept> {
  const reading = readEvent(event.name, event.payload);
  if (reading.kind === "ignored") return reading;
  const { jobs, gone, meaning } = reading;
  const identities = [`delivery ${event.id}`, ...(meaning === null ? [] : [meaning])];
  const work = jobs.map((job) => workOf(job, now));
  const added = await queue.add({ identities, gone, work }, now);
  return { kind: added === null ? "duplicate" : "queued" };
}

/** A job as work that is due then. */
export function workOf(job: Job, due: Instant): NewWork {
  return {
    key: jobKey(job),
    repository: job.repository,
    urgency: urgencyOf(job),
    due,
    payload: writeJob(job),
  };
}

function urgencyOf(job: Job): Urgency {
  if (job.kind === "pull-request") return "verification";
  if (job.kind !== "pass") return "person";
  // Whoever has just installed an app looks at what it does.
  return job.why === "installed" ? "person" : "schedule";
}
