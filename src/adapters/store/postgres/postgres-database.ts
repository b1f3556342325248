import pg from "pg";
import { PortError } from "../../../ports/port-error.ts";
import type { Database, Transaction, TransactionWork, Values } from "../database.ts";
import { describeAddress } from "./postgres-address.ts";
import { isCollision, postgresFailure } from "./postgres-failure.ts";

// Set in each transaction and not for the connection: a pooler such as PgBouncer may hand us another one every time.
const limits =
  "set local statement_timeout = 30000; set local lock_timeout = 10000; set local idle_in_transaction_session_timeout = 30000";
const beginReading = `begin isolation level repeatable read read only; ${limits}`;
const beginWriting = `begin; ${limits}`;

const mostTries = 5;

/**
 * A PostgreSQL server. Nothing is asked of it yet. Statements see what was committed before each of them ("read
 * committed"), so what must not change under a transaction's feet is locked by it.
 */
export function openPostgresDatabase(address: string): Database {
  const described = describeAddress(address);
  if (!described.ok)
    throw new PortError("store", "rejected", `the store cannot be opened: ${described.error}`);
  const name = described.value;
  const pool = openPool(address, name);
  const writing = async <Result>(work: TransactionWork<Result>): Promise<Result> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await inTransaction(pool, beginWriting, work);
      } catch (thrown) {
        if (!isCollision(thrown) || tries >= mostTries) throw postgresFailure(name, thrown);
      }
    }
  };
  return {
    name,
    async reading(work) {
      try {
        return await inTransaction(pool, beginReading, work);
      } catch (thrown) {
        throw postgresFailure(name, thrown);
      }
    },
    writing,
    // The server commits for many connections at once by itself.
    together: writing,
    close: () => pool.end(),
  };
}

function openPool(address: string, name: string): pg.Pool {
  try {
    const pool = new pg.Pool({
      connectionString: address,
      max: 4,
      application_name: "optpass",
      connectionTimeoutMillis: 10_000,
      // For a server that is gone without a word; one that is there keeps the time itself.
      query_timeout: 45_000,
      keepAlive: true,
      types: { getTypeParser: typeParser },
    });
    // A connection that breaks while nobody uses it: the next one to ask gets another.
    pool.on("error", () => {});
    return pool;
  } catch {
    // What the driver throws quotes the address.
    throw new PortError("store", "rejected", `the store ${name} has an address that cannot be read`);
  }
}

/** `bigint` as a number: what we keep in one is a time in milliseconds or a count. */
function typeParser(type: number, format?: "text" | "binary"): (text: string) => unknown {
  return type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format);
}

async function inTransaction<Result>(
  pool: pg.Pool,
  begin: string,
  work: TransactionWork<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(begin);
    const result = await work(statementsOn(client));
    await client.query("commit");
    return result;
  } catch (failure) {
    // A connection on which not even that works is thrown away, and the server undoes what it had begun.
    broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    throw failure;
  } finally {
    client.release(broken);
  }
}

function statementsOn(client: pg.PoolClient): Transaction {
  const query = (sql: string, values: Values): Promise<pg.QueryResult<Readonly<Record<string, unknown>>>> =>
    client.query(sql, listed(values));
  return {
    async run(sql) {
      await client.query(sql);
    },
    change: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
    rows: async (sql, values, read) => (await query(sql, values)).rows.map(read),
    async alone(name) {
      await query("select pg_advisory_xact_lock(hashtext('optpass'), hashtext($1))", { $1: name });
    },
    locking: { wait: "for update", skip: "for update skip locked" },
  };
}

function listed(values: Values): unknown[] {
  const found: unknown[] = [];
  for (const [name, value] of Object.entries(values)) {
    // PostgreSQL takes any character in a text but this one, which no name that we look up has.
    found[Number(name.slice(1)) - 1] = typeof value === "string" ? value.replaceAll("\0", "\u{fffd}") : value;
  }
  return found;
}
