import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { openHistoryStore } from "../../src/adapters/store/index.ts";
import { PortError } from "../../src/ports/port-error.ts";
import { freshDatabase } from "../support/postgres/fresh-database.ts";
import { describeHistoryStore } from "./history-store.contract.ts";

describeHistoryStore("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-store-"));
  return {
    store: await openHistoryStore(folder),
    reopen: () => openHistoryStore(folder),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
});

const { postgres } = inject("tools");

describe.skipIf(postgres === null)("on a real server", () => {
  describeHistoryStore("PostgreSQL", async () => {
    const database = await freshDatabase();
    return {
      store: await openHistoryStore(database.url),
      reopen: () => openHistoryStore(database.url),
      stop: () => database.drop(),
    };
  });
});

describe("a store in a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-store-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const file = () => join(folder, "optpass.db");
  const empty = { head: new Uint8Array(), days: new Map(), firstDay: 0, lastDay: 1 };
  const change = { namespace: "payments", madeFrom: null, ...empty };

  test("that is killed at any moment holds a whole value, the last or the one before", async () => {
    let last = 0;
    for (let round = 0; round < 12; round += 1) {
      const writer = startWriter(folder);
      const told = await firstCount(writer);
      await wait((round * 13) % 60);
      await killed(writer);

      const store = await openHistoryStore(folder);
      const kept = (await store.load("here", ["payments"])).get("payments");
      await store.close();

      const parts = kept === undefined ? [] : [kept.head, ...kept.days.values()];
      const counts = new Set(parts.flatMap((part) => [...new Uint32Array(part.slice().buffer)]));
      expect([parts.length, counts.size]).toEqual([6, 1]);
      const [count = 0] = counts;
      expect(count).toBeGreaterThanOrEqual(Math.max(last, told));
      last = count;
    }
  });

  test("serves two processes at once, and loses nothing of either", async () => {
    const writers = [startWriter(folder), startWriter(folder)];
    const store = await openHistoryStore(folder);
    await Promise.all(writers.map(firstCount));
    for (let look = 0; look < 20; look += 1) {
      const kept = (await store.load("here", ["payments"])).get("payments");
      const parts = kept === undefined ? [] : [kept.head, ...kept.days.values()];
      expect(new Set(parts.flatMap((part) => [...new Uint32Array(part.slice().buffer)])).size).toBe(1);
      await wait(10);
    }
    await Promise.all(writers.map(killed));
    const checked = new DatabaseSync(file());
    expect(checked.prepare("pragma integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    checked.close();
  });

  test("of a newer version is refused, and left as it is", async () => {
    await (await openHistoryStore(folder)).close();
    const newer = new DatabaseSync(file());
    newer.exec("insert into schema_version (version) values (99)");
    newer.close();

    expect(await failureOf(openHistoryStore(folder))).toMatchObject({
      port: "store",
      code: "rejected",
      message: `the store ${file()} was written by a newer version of OptPass: use that one, or another folder`,
    });
  });

  test("that is no database is refused with what to do", async () => {
    await writeFile(file(), "a text that someone keeps under this name, for whatever reason. ".repeat(40));

    expect(await failureOf(openHistoryStore(folder))).toMatchObject({
      code: "bad-answer",
      message: `the store ${file()} is no store of OptPass: name another folder`,
    });
  });

  test("in no folder is refused", async () => {
    await writeFile(join(folder, "taken"), "");

    const failure = await failureOf(openHistoryStore(join(folder, "taken", "store")));

    expect(failure.message).toMatch(/^the store .*taken\/store\/optpass\.db cannot be opened$/);
  });

  test("that another run holds for too long says so", async () => {
    const store = await openHistoryStore(folder);
    const other = new DatabaseSync(file());
    other.exec("begin immediate");

    expect(await failureOf(store.save("here", [change]))).toMatchObject({
      code: "conflict",
      retryable: true,
      message: `the store ${file()} is in use by another run: try again when it is done`,
    });

    other.exec("rollback");
    other.close();
    await store.save("here", [change]);
    expect((await store.load("here", ["payments"])).size).toBe(1);
    await store.close();
  });
});

function startWriter(folder: string): ChildProcess {
  const script = new URL("./history-store.fixture.ts", import.meta.url);
  return spawn(process.execPath, ["--import", "tsx", fileURLToPath(script), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstCount(writer: ChildProcess): Promise<number> {
  if (writer.stdout === null) throw new Error("the writer has no output");
  const [text]: unknown[] = await once(writer.stdout, "data");
  return Number.parseInt(String(text), 10);
}

async function killed(writer: ChildProcess): Promise<void> {
  const ended = once(writer, "exit");
  writer.kill("SIGKILL");
  await ended;
}

async function failureOf(work: Promise<unknown>): Promise<PortError> {
  const failure = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(failure instanceof PortError)) throw new Error(`no PortError: ${String(failure)}`);
  return failure;
}
