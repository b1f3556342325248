import type { Instant } from "../core/model/index.ts";

/**
 * What happened to every change, for good: events are added and never changed. It is an account of what code host and
 * metrics show, and no source of truth: nothing is decided by it that they could not tell. Every method throws a PortError
 * where the store fails.
 */
export interface EventLog {
  /**
   * Adds the events that are not there yet, by repository and key, and puts the records that follow from them: all of it or
   * nothing. Where some of the events were there, the records are left out, since they were made of something else; and so
   * is one that was made of fewer events than the one that is there. How many events were new.
   */
  append(batch: EventBatch, now: Instant): Promise<number>;
  /** Keeps a snapshot of what was measured. One that is there already stays as it is. */
  keepEvidence(id: string, snapshot: string, now: Instant): Promise<void>;
  /** `null` where it was not kept. */
  evidence(id: string): Promise<string | null>;
  /** The oldest first by when they happened, in pages that fit in memory. */
  events(query: EventQuery): AsyncIterable<readonly LoggedEvent[]>;
  /** The current record of one change; `null` where there is none. */
  record(repository: string, change: string | null): Promise<StoredRecord | null>;
  /** Current records by repository and change, in pages that fit in memory; of one repository where one is named. */
  records(repository: string | null): AsyncIterable<readonly StoredRecord[]>;
  close(): Promise<void>;
}

export interface EventBatch {
  readonly events: readonly EventToLog[];
  readonly records: readonly StoredRecord[];
}

export interface EventToLog {
  readonly repository: string;
  /** Tells it from every other event of the repository. */
  readonly key: string;
  /** `null`: about the repository. */
  readonly change: string | null;
  readonly at: Instant;
  readonly actor: string | null;
  /** Opaque, as are the data. */
  readonly kind: string;
  readonly data: string;
  /** The id of a snapshot. */
  readonly evidence: string | null;
}

export interface LoggedEvent extends EventToLog {
  /** Grows with every event; in the order in which they were recorded. */
  readonly sequence: number;
  readonly recordedAt: Instant;
}

export interface EventQuery {
  readonly repository?: string | undefined;
  /** `null`: those about the repository alone. */
  readonly change?: string | null | undefined;
  /** Happened then or later. */
  readonly since?: Instant | undefined;
  /** Happened before. */
  readonly until?: Instant | undefined;
}

/** The current record of a change, opaque. */
export interface StoredRecord {
  readonly repository: string;
  /** `null`: of the repository as a whole. */
  readonly change: string | null;
  /** How many events it was made of. */
  readonly events: number;
  readonly content: string;
}
