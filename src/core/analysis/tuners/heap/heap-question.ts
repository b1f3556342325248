import {
  describeAmount,
  type Evidence,
  err,
  type HeapFlag,
  ok,
  type Refusal,
  type Result,
  type Runtime,
} from "../../../model/index.ts";

/** What is asked of a runtime: how much memory its container needs, where usage alone would say `byUsage`. Bytes. */
export interface HeapQuestion {
  readonly evidence: Evidence;
  /** What the repository says; `null` where none was looked at. */
  readonly flags: readonly HeapFlag[] | null;
  /** What applies today, of which the answer is a change; `null`: nothing is set. */
  readonly today: number | null;
  /** What its heap is sized from; `null` where there is no limit, or where it stays. */
  readonly movingLimit: number | null;
  /** The limit that runs, which what was measured is a share of; the repository may say another one. */
  readonly runningLimit: number | null;
  /** Highest usage. */
  readonly max: number;
  /** How much more is kept for what is beyond a heap, as a share. */
  readonly headroom: number;
  readonly byUsage: number;
  /** At least this, because of kills; 0 without one. */
  readonly afterKills: number;
}

export interface HeapAnswer {
  readonly amount: number;
  /** Sentences that say how the runtime changed the answer. */
  readonly reasons: readonly string[];
  /** The peak of usage that is expected with this amount. */
  peakWith(amount: number): number;
}

export type HeapRule = (question: HeapQuestion) => Result<HeapAnswer, Refusal>;

/** What usage says, for what bounds itself by nothing else. */
export function byUsage({ byUsage: amount, max }: HeapQuestion, ...reasons: readonly string[]): HeapAnswer {
  return { amount, reasons, peakWith: () => max };
}

export function lowers({ today }: HeapQuestion, amount: number): boolean {
  return today !== null && amount < today;
}

export function flagOf({ flags }: HeapQuestion, runtime: Runtime): HeapFlag | null {
  return flags?.find((flag) => flag.runtime === runtime) ?? null;
}

/** A size that memory may grow to, which is not changed here. */
export interface Held {
  /** `GOMEMLIMIT=2GiB (app.yaml:14) lets its memory grow to 2Gi`. */
  readonly says: string;
  /** What the container must keep for it. */
  readonly keeps: number;
  /** What a person would set, and to which size, for the container to have another amount. */
  readonly flag: string;
  setFor(amount: number): number;
}

/** Usage decides, but lowering stops at what a heap may still claim; where that is no less than today, nothing moves. */
export function heldByHeap(question: HeapQuestion, held: Held): Result<HeapAnswer, Refusal> {
  const { today, byUsage: wanted } = question;
  const { says, keeps, flag } = held;
  if (today === null || wanted >= today || keeps <= wanted) return ok(byUsage(question));
  if (keeps < today) {
    const reason = `${says}, so no less than ${inMemory(keeps)} is kept, though ${inMemory(wanted)} would do for what it used.`;
    return ok({ ...byUsage(question, reason), amount: keeps });
  }
  const size = held.setFor(wanted);
  const setTo = size > 0 ? inMemory(size) : null;
  return err({
    code: "heap-may-grow",
    heap: says,
    keeps: inMemory(keeps),
    wanted: inMemory(wanted),
    flag,
    setTo,
  });
}

/** For a sentence: `-Xmx512m (app.yaml:14)`. */
export function describeFlag({ text, location }: HeapFlag): string {
  return location === null ? text : `${text} (${location.file}:${location.line})`;
}

export function inMemory(bytes: number): string {
  return describeAmount("memory", bytes);
}
