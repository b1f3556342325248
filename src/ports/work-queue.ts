import type { Duration, Instant } from "../core/model/index.ts";

/**
 * Work that survives a crash. One repository is worked on by one worker at a time, which holds its lease; a lease that
 * is not renewed in time may be taken by another worker, and its fence is refused from then on. All methods throw a
 * PortError where the store fails.
 */
export interface WorkQueue {
  /**
   * All of it or nothing. `null`, and nothing changes, when one of its identities was seen within the time that they are
   * remembered; otherwise how many works wait now that did not before.
   */
  add(order: WorkOrder, now: Instant): Promise<number | null>;
  /** The most urgent work that is due, of a repository that nobody works on; `null` when there is none. */
  take(now: Instant, lease: Duration): Promise<LeasedWork | null>;
  /** False when the lease was lost: whatever is not written yet must not be. */
  renew(work: LeasedWork, now: Instant, lease: Duration): Promise<boolean>;
  /** Done. Work that was added again meanwhile waits again. False when the lease was lost. */
  finish(work: LeasedWork): Promise<boolean>;
  /**
   * Failed, or not begun: due again later, with so many attempts on its account. False when the lease was lost.
   */
  putBack(work: LeasedWork, due: Instant, attempts: number): Promise<boolean>;
  /** Failed for good: kept for people to look at, never taken again. False when the lease was lost. */
  bury(work: LeasedWork, now: Instant, why: string): Promise<boolean>;
  /** The newest first. */
  buried(most: number): Promise<readonly BuriedWork[]>;
  /** What waits, by urgency, and since when. */
  backlog(now: Instant): Promise<Backlog>;
  /**
   * Whether a task that is nobody's work is ours for so long: of several processes, one is told so until then. It ends
   * with its time, done or not.
   */
  claim(task: Task, now: Instant, length: Duration): Promise<boolean>;
  close(): Promise<void>;
}

/** What is done by the clock for all repositories together. */
export type Task = "catch-up";

/** A person who waits comes first, then what protects production, then what was planned. */
export const urgencies = ["person", "rollback", "verification", "schedule"] as const;

export type Urgency = (typeof urgencies)[number];

export interface WorkOrder {
  /** What brought it, as its id and as what it means: each is done once, however often it comes. None for a timer. */
  readonly identities: readonly string[];
  /** Repositories that are gone: what waits for them is dropped. */
  readonly gone: readonly string[];
  readonly work: readonly NewWork[];
}

export interface NewWork {
  /** Tells it from other work. Work that waits already is not doubled, but takes over what is sooner or more urgent. */
  readonly key: string;
  /** `owner/name` in lower case; work of one repository is never done twice at once. */
  readonly repository: string;
  readonly urgency: Urgency;
  /** Not before. */
  readonly due: Instant;
  /** JSON, opaque to the queue. The newest counts. */
  readonly payload: string;
  /** Equal work that waits already, or is done right now, is enough. */
  readonly onlyWhenNone?: true;
}

export interface LeasedWork extends Omit<NewWork, "onlyWhenNone"> {
  /** Grows with every lease of the repository: a write with an older one is refused. */
  readonly fence: number;
  /** How often it was taken, this time included. */
  readonly attempts: number;
}

export interface BuriedWork {
  readonly key: string;
  readonly repository: string;
  readonly buriedAt: Instant;
  readonly attempts: number;
  readonly why: string;
}

export interface Backlog {
  readonly waiting: Readonly<Record<Urgency, number>>;
  /** When what is due for the longest time became due; `null` where nothing is. */
  readonly oldestDue: Readonly<Record<Urgency, Instant | null>>;
  readonly working: number;
  readonly buried: number;
}
