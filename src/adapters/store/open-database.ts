import { join } from "node:path";
import { PortError } from "../../ports/port-error.ts";
import { Database } from "./database.ts";
import { migrations } from "./migrations.ts";

const fileName = "optpass.db";

/** Opens the database in a folder; it is made where it is not there. Throws a PortError. */
export async function openDatabase(directory: string): Promise<Database> {
  const file = join(directory, fileName);
  const database = await Database.open(file);
  try {
    database.writing(() => migrate(database, file));
    return database;
  } catch (failure) {
    database.close();
    throw failure;
  }
}

function migrate(database: Database, file: string): void {
  database.run("create table if not exists schema_version (version integer not null primary key)");
  const [newest] = database.rows("select max(version) as version from schema_version", {}, versionOf);
  const known = newest ?? 0;
  if (known > migrations.length) {
    throw new PortError(
      "store",
      "rejected",
      `the store ${file} was written by a newer version of OptPass: use that one, or another folder`,
    );
  }
  for (const [index, step] of migrations.entries()) {
    if (index < known) continue;
    database.run(step);
    database.change("insert into schema_version (version) values ($1)", { $1: index + 1 });
  }
}

function versionOf({ version }: Readonly<Record<string, unknown>>): number {
  return typeof version === "number" ? version : 0;
}
