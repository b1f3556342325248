import { join } from "node:path";
import { PortError } from "../../ports/port-error.ts";
import type { Database, Transaction } from "./database.ts";
import { migrations } from "./migrations.ts";
import { isPostgres } from "./postgres/postgres-address.ts";
import { SqliteDatabase } from "./sqlite/sqlite-database.ts";

const fileName = "optpass.db";

/**
 * Opens the database that a location names: a folder, which is there and gets a SQLite file, or the address of a
 * PostgreSQL, `postgres://...`. Tables are made where they are not there. Throws a PortError.
 */
export async function openDatabase(location: string): Promise<Database> {
  const database = isPostgres(location)
    ? await openPostgres(location)
    : await SqliteDatabase.open(join(location, fileName));
  try {
    await database.writing((transaction) => migrate(transaction, database.name));
    return database;
  } catch (failure) {
    await database.close();
    throw failure;
  }
}

// Loaded only where somebody has one.
async function openPostgres(address: string): Promise<Database> {
  const { openPostgresDatabase } = await import("./postgres/postgres-database.ts");
  return openPostgresDatabase(address);
}

async function migrate(transaction: Transaction, name: string): Promise<void> {
  await transaction.alone("migrations");
  await transaction.run("create table if not exists schema_version (version integer not null primary key)");
  const [newest] = await transaction.rows(
    "select max(version) as version from schema_version",
    {},
    versionOf,
  );
  const known = newest ?? 0;
  if (known > migrations.length) {
    throw new PortError(
      "store",
      "rejected",
      `the store ${name} was written by a newer version of OptPass: use that one, or another ${isPostgres(name) ? "database" : "folder"}`,
    );
  }
  for (const [index, step] of migrations.entries()) {
    if (index < known) continue;
    await transaction.run(step);
    await transaction.change("insert into schema_version (version) values ($1)", { $1: index + 1 });
  }
}

function versionOf({ version }: Readonly<Record<string, unknown>>): number {
  return typeof version === "number" ? version : 0;
}
