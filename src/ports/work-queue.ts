import type { Duration, Instant } from "../core/model/index.ts";

/**
 * Work that survives a crash. One repository is worked on by one worker at a time, which holds its lease; a lease that
 * is not renewed in time is lost, and its token is refused from then on.
 */
export interface WorkQueue {
  /** False when work with this key waits already or was done within the time that keys are remembered. */
  add(work: NewWork): Promise<boolean>;
  /** The most urgent work of a repository that nobody works on; `null` when there is none that is due. */
  take(now: Instant, lease: Duration): Promise<LeasedWork | null>;
  /** False when the lease was lost: whatever is not written yet must not be. */
  renew(work: LeasedWork, now: Instant, lease: Duration): Promise<boolean>;
  /** Done, for good. False when the lease was lost. */
  finish(work: LeasedWork): Promise<boolean>;
  /** Failed: due again later. False when the lease was lost. */
  putBack(work: LeasedWork, due: Instant, why: string): Promise<boolean>;
  /** What waits, by urgency, and the age of the oldest. */
  backlog(now: Instant): Promise<Backlog>;
  close(): Promise<void>;
}

/** A person who waits comes first, then what protects production, then what was planned. */
export const urgencies = ["person", "rollback", "verification", "schedule"] as const;

export type Urgency = (typeof urgencies)[number];

export interface NewWork {
  /** Tells it from other work, and equal work from itself: a delivery's id, or what it means. */
  readonly key: string;
  /** `owner/name` in lower case; work of one repository is never done twice at once. */
  readonly repository: string;
  readonly urgency: Urgency;
  /** Not before. */
  readonly due: Instant;
  /** JSON, opaque to the queue. */
  readonly payload: string;
}

export interface LeasedWork extends NewWork {
  /** Grows with every lease of the repository: a write with an older one is refused. */
  readonly fence: number;
  readonly attempts: number;
}

export interface Backlog {
  readonly waiting: Readonly<Record<Urgency, number>>;
  readonly working: number;
  readonly oldest: Instant | null;
}
