import type { DatabaseSync } from "@photostructure/sqlite";
import { PortError } from "../../ports/port-error.ts";
import { storeFailure } from "./store-failure.ts";

/** Values of the placeholders `$1`, `$2` and so on of a statement. */
export type Values = Readonly<Record<`$${number}`, string | number | Uint8Array>>;

type Connection = InstanceType<typeof DatabaseSync>;

// How long to wait for another run that writes. It writes for well under a second.
const busyMillis = 5_000;

/**
 * One connection to a SQLite file. Changes go through SQLite's rollback journal, which leaves one file behind and
 * holds no lock between transactions; each is on the disk before it counts. Throws a PortError where the file fails.
 */
export class Database {
  readonly #file: string;
  readonly #connection: Connection;

  private constructor(file: string, connection: Connection) {
    this.#file = file;
    this.#connection = connection;
  }

  static async open(file: string): Promise<Database> {
    const { DatabaseSync } = await loadDriver();
    try {
      const connection = new DatabaseSync(file, { timeout: busyMillis });
      connection.exec("pragma synchronous = full");
      return new Database(file, connection);
    } catch (thrown) {
      throw storeFailure(file, thrown);
    }
  }

  /** Runs statements that take no values. */
  run(sql: string): void {
    this.#guarded(() => this.#connection.exec(sql));
  }

  change(sql: string, values: Values): void {
    this.#guarded(() => this.#connection.prepare(sql).run(values));
  }

  rows<Row>(sql: string, values: Values, read: (row: Readonly<Record<string, unknown>>) => Row): Row[] {
    return this.#guarded(() => {
      const rows: Readonly<Record<string, unknown>>[] = this.#connection.prepare(sql).all(values);
      return rows.map(read);
    });
  }

  /** Reads one state of the file, whatever others write meanwhile. */
  reading<Result>(work: () => Result): Result {
    return this.#transaction("begin", work);
  }

  /** All of the work or nothing of it. Waits for others that write. */
  writing<Result>(work: () => Result): Result {
    return this.#transaction("begin immediate", work);
  }

  close(): void {
    this.#connection.close();
  }

  #transaction<Result>(begin: string, work: () => Result): Result {
    this.run(begin);
    try {
      const result = work();
      this.run("commit");
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

  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (thrown) {
      throw storeFailure(this.#file, thrown);
    }
  }
}

async function loadDriver(): Promise<typeof import("@photostructure/sqlite")> {
  try {
    return await import("@photostructure/sqlite");
  } catch (cause) {
    const message = `there is no SQLite for this machine (${process.platform} ${process.arch}): run without a store`;
    throw new PortError("store", "rejected", message, { cause });
  }
}
