import type { Database } from "./database.ts";

/** Runs a piece of work inside of a transaction, and comes back once it is on the disk. */
export type CommitTogether = <Result>(work: () => Result) => Promise<Result>;

/**
 * Everything that is asked for while the disk is busy goes into the next transaction together: what a commit costs, some
 * ten milliseconds, is paid once for a burst and not once for each. Where one piece fails, none of them is done.
 */
export function commitTogether(database: Database): CommitTogether {
  let waiting: Piece[] = [];
  const commit = (): void => {
    const pieces = waiting;
    waiting = [];
    try {
      const tell = database.writing(() => pieces.map(({ run }) => run()));
      for (const done of tell) done();
    } catch (failure) {
      for (const { fail } of pieces) fail(failure);
    }
  };
  return (work) =>
    new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => resolve(result);
      };
      waiting.push({ run, fail: reject });
      if (waiting.length === 1) setTimeout(commit, gatherMillis);
    });
}

/**
 * How long to wait for company. A commit holds up the whole process, and between two of them it must get to its
 * connections: Node accepts a single new one each time that it comes around.
 */
const gatherMillis = 8;

interface Piece {
  /** Gives what tells the caller, for when it is on the disk. */
  readonly run: () => () => void;
  readonly fail: (failure: unknown) => void;
}
