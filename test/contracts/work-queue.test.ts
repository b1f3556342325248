import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { openWorkQueue } from "../../src/adapters/store/index.ts";
import { instant } from "../../src/core/model/index.ts";
import type { NewWork } from "../../src/ports/work-queue.ts";
import { freshDatabase } from "../support/postgres/fresh-database.ts";
import { describeWorkQueue } from "./work-queue.contract.ts";

describeWorkQueue("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-queue-"));
  return {
    queue: await openWorkQueue(folder),
    reopen: () => openWorkQueue(folder),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
});

const { postgres } = inject("tools");

describe.skipIf(postgres === null)("on a real server", () => {
  describeWorkQueue("PostgreSQL", async () => {
    const database = await freshDatabase();
    return {
      queue: await openWorkQueue(database.url),
      reopen: () => openWorkQueue(database.url),
      stop: () => database.drop(),
    };
  });
});

describe("a queue in a folder that workers of two processes share", () => {
  let folder: string;
  const workers: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-queue-"));
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(killed));
    await rm(folder, { recursive: true, force: true });
  });

  const start = (leaseMillis: number): ChildProcess => {
    const script = fileURLToPath(new URL("./work-queue.fixture.ts", import.meta.url));
    const worker = spawn(process.execPath, ["--import", "tsx", script, folder, String(leaseMillis)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    workers.push(worker);
    return worker;
  };
  const doneLines = async (): Promise<readonly string[]> => {
    const text = await readFile(join(folder, "done.txt"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  };
  const doneKeys = async () => new Set((await doneLines()).map((line) => line.split(" ")[0]));
  const work = (count: number): readonly NewWork[] =>
    Array.from({ length: count }, (_, index) => ({
      key: `key-${index}`,
      repository: `acme/r${index % 7}`,
      urgency: "schedule",
      due: instant(0),
      payload: "{}",
    }));

  test("does each work once", async () => {
    const queue = await openWorkQueue(folder);
    await queue.add({ identities: [], gone: [], work: work(60) }, instant(Date.now()));
    start(60_000);
    start(60_000);

    await until(async () => (await queue.backlog(instant(Date.now()))).waiting.schedule === 0);
    await until(async () => (await queue.backlog(instant(Date.now()))).working === 0);

    const done = await doneLines();
    expect(done).toHaveLength(60);
    expect(new Set(done.map((line) => line.split(" ")[0])).size).toBe(60);
    await queue.close();
  });

  test("finishes what a killed worker had begun", async () => {
    const queue = await openWorkQueue(folder);
    await queue.add({ identities: [], gone: [], work: work(40) }, instant(Date.now()));
    for (let round = 0; round < 4; round += 1) {
      const worker = start(300);
      if (worker.stdout === null) throw new Error("the worker has no output");
      await once(worker.stdout, "data");
      await wait(round * 7);
      await killed(worker);
    }
    start(300);

    await until(async () => (await doneKeys()).size === 40);
    await until(async () => {
      const { waiting, working } = await queue.backlog(instant(Date.now()));
      return waiting.schedule + working === 0;
    });
    await queue.close();
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}

async function killed(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, "exit");
  worker.kill("SIGKILL");
  await ended;
}
