/** Values of the placeholders `$1`, `$2` and so on of a statement. */
export type Values = Readonly<Record<`$${number}`, string | number | Uint8Array | null>>;

/**
 * A database that takes our SQL: SQLite or PostgreSQL. Numbers come back as numbers, bytes as a Uint8Array. Everything
 * throws a PortError where the database fails.
 */
export interface Database {
  /** For people, without a password: `/store/optpass.db`, `postgres://db.example:5432/optpass`. */
  readonly name: string;
  /** Reads one state of the data, whatever others write meanwhile. */
  reading<Result>(work: TransactionWork<Result>): Promise<Result>;
  /**
   * All of the work or nothing of it. It may be run again, so it must do nothing but ask the transaction; and it must wait
   * for nothing else, because others may wait for it.
   */
  writing<Result>(work: TransactionWork<Result>): Promise<Result>;
  /** The same for small pieces of work, which may share one commit: where one of these fails, none of them is done. */
  together<Result>(work: TransactionWork<Result>): Promise<Result>;
  close(): Promise<void>;
}

export type TransactionWork<Result> = (transaction: Transaction) => Promise<Result>;

export interface Transaction {
  /** Runs statements that take no values. */
  run(sql: string): Promise<void>;
  /** How many rows it changed. */
  change(sql: string, values: Values): Promise<number>;
  rows<Row>(
    sql: string,
    values: Values,
    read: (row: Readonly<Record<string, unknown>>) => Row,
  ): Promise<readonly Row[]>;
  /**
   * What SQLite needs not, since it has one writer at a time: until the end of the transaction nobody else goes on who asks
   * for the same name.
   */
  alone(name: string): Promise<void>;
  /** Ends of a `select`: rows that nobody else may change until the transaction ends. */
  readonly locking: Locking;
}

export interface Locking {
  /** Waits for whoever has them now. */
  readonly wait: "" | "for update";
  /** Leaves out those that somebody else has now. */
  readonly skip: "" | "for update skip locked";
}
