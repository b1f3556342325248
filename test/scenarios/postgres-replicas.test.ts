import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { type FreshDatabase, freshDatabase } from "../support/postgres/fresh-database.ts";
import { deliver } from "../support/server/deliver.ts";
import { doneBy, type SpawnedServer, spawnServer } from "../support/server/spawn-server.ts";
import { secret } from "../support/server/start-test-server.ts";

const { postgres } = inject("tools");

describe.skipIf(postgres === null)("two servers on one PostgreSQL", () => {
  let database: FreshDatabase;
  let folder: string;
  const servers: SpawnedServer[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "optpass-replicas-"));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill("SIGKILL");
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const spawn = async (jobMillis: number, leaseMillis: number): Promise<SpawnedServer> => {
    const server = await spawnServer(folder, { jobMillis, leaseMillis }, database.url);
    servers.push(server);
    return server;
  };
  const install = async (server: SpawnedServer, repository: string): Promise<void> => {
    const payload = webhookExample("installation_repositories", "added", (change) => {
      change.repositories_added = [{ ...change.repositories_added[0], full_name: repository }];
      change.repositories_removed = [];
    });
    const order = { event: "installation_repositories", payload, secret };
    expect((await deliver(server.port, order)).status).toBe(202);
  };
  const begunBy = (server: SpawnedServer) => server.said().match(/begun \S+/g) ?? [];

  test("share the work, and do each repository once and by one of them", async () => {
    const both = [await spawn(150, 30_000), await spawn(150, 30_000)] as const;
    const names = Array.from({ length: 12 }, (_, index) => `acme/r${index}`);
    await Promise.all(names.map((name, index) => install(both[index % 2 === 0 ? 0 : 1], name)));

    while ((await doneBy(folder)).length < names.length) await wait(20);
    await wait(300);

    expect((await doneBy(folder)).toSorted()).toEqual(names.toSorted());
    expect(both.map((server) => begunBy(server).length > 0)).toEqual([true, true]);
    expect(both.flatMap(begunBy)).toHaveLength(names.length);
  });

  test("of which one was killed, the other does what it had begun", async () => {
    const first = await spawn(60_000, 600);
    await install(first, "acme/shop");
    while (begunBy(first).length === 0) await wait(10);
    await first.kill("SIGKILL");

    await spawn(20, 600);

    while ((await doneBy(folder)).length === 0) await wait(20);
    expect(await doneBy(folder)).toEqual(["acme/shop"]);
  });

  test("of which one was silent for too long, it may not write when it comes back", async () => {
    const first = await spawn(1_500, 900);
    await install(first, "acme/shop");
    while (begunBy(first).length === 0) await wait(10);
    first.process.kill("SIGSTOP");
    await spawn(20, 900);
    while ((await doneBy(folder)).length === 0) await wait(20);

    first.process.kill("SIGCONT");
    await wait(2_500);

    expect(await doneBy(folder)).toEqual(["acme/shop"]);
  });
});
