/**
 * Keeps what passes have read, so that the next pass reads only what is new. It is a memory and no source of truth:
 * what is lost is read again. The bytes are opaque to it. Every method throws a PortError where the store fails.
 */
export interface HistoryStore {
  /** What is kept of these namespaces of a source; those of which nothing is kept are left out. */
  load(source: string, namespaces: readonly string[]): Promise<ReadonlyMap<string, StoredHistory>>;
  /**
   * Keeps what a pass leaves behind: all of it or nothing, whatever happens meanwhile. A change that was made from
   * something else than what is kept now is left out: another pass was faster, and what it kept is as good. Histories
   * that end before all of these begin are forgotten.
   */
  save(source: string, changes: readonly HistoryChange[]): Promise<void>;
  close(): Promise<void>;
}

/** The history of one namespace. */
export interface StoredHistory {
  /** Tells it from what was kept before and will be after. */
  readonly revision: number;
  readonly head: Uint8Array;
  /** By days since the epoch. */
  readonly days: ReadonlyMap<number, Uint8Array>;
}

export interface HistoryChange {
  readonly namespace: string;
  /** The revision that it was made from; `null` replaces whatever is kept. */
  readonly madeFrom: number | null;
  readonly head: Uint8Array;
  /** The days that changed. The others stay as they are. */
  readonly days: ReadonlyMap<number, Uint8Array>;
  /** Days before this one are forgotten. */
  readonly firstDay: number;
  /** The day that it ends on. */
  readonly lastDay: number;
}
