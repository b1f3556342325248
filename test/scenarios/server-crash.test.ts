import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { deliver } from "../support/server/deliver.ts";
import { doneBy, type SpawnedServer, spawnServer } from "../support/server/spawn-server.ts";
import { secret } from "../support/server/start-test-server.ts";

let folder: string;
const servers: SpawnedServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-crash-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function spawn(jobMillis: number, leaseMillis: number): Promise<SpawnedServer> {
  const server = await spawnServer(folder, { jobMillis, leaseMillis });
  servers.push(server);
  return server;
}

async function install(server: SpawnedServer, repository: string): Promise<void> {
  const payload = webhookExample("installation_repositories", "added", (change) => {
    change.repositories_added = [{ ...change.repositories_added[0], full_name: repository }];
    change.repositories_removed = [];
  });
  const { status } = await deliver(server.port, { event: "installation_repositories", payload, secret });
  expect(status).toBe(202);
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(10);
}

test("a server that is killed in the middle of a job finishes it after its restart, and what waited as well", async () => {
  const first = await spawn(60_000, 300);
  for (const name of ["a", "b", "c"]) await install(first, `acme/${name}`);
  await until(() => first.said().split("begun").length > 2);
  await first.kill("SIGKILL");
  expect(await doneBy(folder)).toEqual([]);

  await spawn(5, 30_000);
  await until(async () => (await doneBy(folder)).length === 3);
  expect((await doneBy(folder)).toSorted()).toEqual(["acme/a", "acme/b", "acme/c"]);
});

test("a server that is asked to end finishes its job first", async () => {
  const server = await spawn(300, 30_000);
  await install(server, "acme/a");
  await until(() => server.said().includes("begun acme/a"));
  await server.kill("SIGTERM");

  expect(await doneBy(folder)).toEqual(["acme/a"]);
  expect(server.process.exitCode).toBe(0);
});

test("of two servers on one store, one does each job", async () => {
  const both = [await spawn(20, 30_000), await spawn(20, 30_000)];
  for (let index = 0; index < 12; index += 1) {
    const server = both[index % 2];
    if (server !== undefined) await install(server, `acme/r${index}`);
  }
  await until(async () => new Set(await doneBy(folder)).size === 12);

  expect(await doneBy(folder)).toHaveLength(12);
});
