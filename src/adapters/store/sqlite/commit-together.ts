import type { Database, Transaction, TransactionWork } from "../database.ts";

/** Runs a piece of work inside of a transaction, and comes back once it is on the disk. */
export type CommitTogether = Database["together"];

/**
 * Everything that is asked for while the disk is busy goes into the next transaction together: what a commit costs, some
 * ten milliseconds, is paid once for a burst and not once for each. Where one piece fails, none of them is done.
 */
export function commitTogether(writing: Database["writing"]): CommitTogether {
  let waiting: Piece[] = [];
  const commit = async (): Promise<void> => {
    const pieces = waiting;
    waiting = [];
    try {
      const tell = await writing((transaction) => runAll(pieces, transaction));
      for (const done of tell) done();
    } catch (failure) {
      for (const { fail } of pieces) fail(failure);
    }
  };
  return <Result>(work: TransactionWork<Result>) =>
    new Promise<Result>((resolve, reject) => {
      const run = async (transaction: Transaction) => {
        const result = await work(transaction);
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
  readonly run: (transaction: Transaction) => Promise<() => void>;
  readonly fail: (failure: unknown) => void;
}

async function runAll(pieces: readonly Piece[], transaction: Transaction): Promise<readonly (() => void)[]> {
  const tell: (() => void)[] = [];
  for (const { run } of pieces) tell.push(await run(transaction));
  return tell;
}
