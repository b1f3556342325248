import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, inject } from "vitest";
import { openEventLog } from "../../src/adapters/store/index.ts";
import { freshDatabase } from "../support/postgres/fresh-database.ts";
import { describeEventLog } from "./event-log.contract.ts";

const { postgres } = inject("tools");

describeEventLog("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-events-"));
  return {
    log: await openEventLog(folder),
    reopen: () => openEventLog(folder),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
});

describe.skipIf(postgres === null)("on a real server", () => {
  describeEventLog("PostgreSQL", async () => {
    const database = await freshDatabase();
    return {
      log: await openEventLog(database.url),
      reopen: () => openEventLog(database.url),
      stop: () => database.drop(),
    };
  });
});
