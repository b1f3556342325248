import type { DatabaseSync } from "@photostructure/sqlite";
import { PortError } from "../../../ports/port-error.ts";
import type { Database, Transaction, TransactionWork, Values } from "../database.ts";
import { type CommitTogether, commitTogether } from "./commit-together.ts";
import { sqliteFailure } from "./sqlite-failure.ts";

type Connection = InstanceType<typeof DatabaseSync>;

// How long to wait for another run that writes. It writes for well under a second.
const busyMillis = 5_000;

/**
 * One connection to a SQLite file. Changes go through SQLite's rollback journal, which leaves one file behind and
 * holds no lock between transactions; each is on the disk before it counts. The driver is synchronous: a transaction
 * holds up the process from its begin to its commit.
 */
export class SqliteDatabase implements Database {
  readonly name: string;
  readonly #connection: Connection;
  readonly #transaction: Transaction;
  readonly together: CommitTogether;

  private constructor(file: string, connection: Connection) {
    this.name = file;
    this.#connection = connection;
    this.#transaction = statementsOn(file, connection);
    this.together = commitTogether((work) => this.writing(work));
  }

  static async open(file: string): Promise<SqliteDatabase> {
    const { DatabaseSync } = await loadDriver();
    try {
      const connection = new DatabaseSync(file, { timeout: busyMillis });
      connection.exec("pragma synchronous = full");
      return new SqliteDatabase(file, connection);
    } catch (thrown) {
      throw sqliteFailure(file, thrown);
    }
  }

  reading<Result>(work: TransactionWork<Result>): Promise<Result> {
    return inTurn(() => this.#run("begin", work));
  }

  /** Waits for others that write. */
  writing<Result>(work: TransactionWork<Result>): Promise<Result> {
    return inTurn(() => this.#run("begin immediate", work));
  }

  close(): Promise<void> {
    return inTurn(async () => this.#connection.close());
  }

  async #run<Result>(begin: string, work: TransactionWork<Result>): Promise<Result> {
    await this.#transaction.run(begin);
    try {
      const result = await work(this.#transaction);
      await this.#transaction.run("commit");
      return result;
    } catch (failure) {
      this.#undo();
      throw failure;
    }
  }

  // A full disk or a broken one may have ended the transaction already.
  #undo(): void {
    try {
      this.#connection.exec("rollback");
    } catch {}
  }
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * One transaction of the process after the other, whatever connection it is on. Two that took turns at their steps would
 * wait for each other until the time is over: SQLite waits for a lock without letting anything else go on.
 */
function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
  const turn = lastTurn.then(run);
  lastTurn = turn.catch(() => {});
  return turn;
}

function statementsOn(file: string, connection: Connection): Transaction {
  const guarded = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work();
    } catch (thrown) {
      throw sqliteFailure(file, thrown);
    }
  };
  return {
    run: (sql) => guarded(() => connection.exec(sql)),
    change: (sql, values) => guarded(() => Number(connection.prepare(sql).run(values).changes)),
    rows: (sql, values: Values, read) =>
      guarded(() => {
        const rows: Readonly<Record<string, unknown>>[] = connection.prepare(sql).all(values);
        return rows.map(read);
      }),
    alone: async () => {},
    locking: { wait: "", skip: "" },
  };
}

async function loadDriver(): Promise<typeof import("@photostructure/sqlite")> {
  try {
    return await import("@photostructure/sqlite");
  } catch (cause) {
    const message = `there is no SQLite for this machine (${process.platform} ${process.arch}): run without a store, or with PostgreSQL`;
    throw new PortError("store", "rejected", message, { cause });
  }
}
