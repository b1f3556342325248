import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { inject } from "vitest";
import { withLock } from "../estate/file-lock.ts";
import { findTool, type ToolName, unpackedPostgres } from "../tools/find-tool.ts";
import { serverUser } from "./prepare-postgres.ts";

export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  /** Runs statements as the owner of everything. */
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  drop(): Promise<void>;
}

/** An empty database on the PostgreSQL of this test run, which is started by whoever comes first. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await startOnce(inject("postgresFolder"));
  const name = `t_${randomBytes(6).toString("hex")}`;
  await ask(`${server}/postgres`, `create database ${name}`);
  const url = `${server}/${name}`;
  return {
    url,
    name,
    sql: (text) => ask(url, text),
    async drop() {
      await ask(`${server}/postgres`, `drop database ${name} with (force)`);
    },
  };
}

export const password = "a password of a test";

async function ask(url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Its address without a database. */
function startOnce(folder: string): Promise<string> {
  return withLock(join(folder, "lock"), async () => {
    const file = join(folder, "url");
    const known = await readFile(file, "utf8").catch(() => null);
    if (known !== null) return known;
    const url = await start(folder);
    await writeFile(file, url);
    return url;
  });
}

async function start(folder: string): Promise<string> {
  const user = await serverUser();
  // A package that was unpacked and not installed has its libraries beside it.
  const environment = { ...process.env, LD_LIBRARY_PATH: join(unpackedPostgres, "lib/x86_64-linux-gnu") };
  const options = { ...user, cwd: folder, env: environment };
  const [data, passwordFile] = [join(folder, "data"), join(folder, "password")];
  await writeFile(passwordFile, `${password}\n`);
  await promisify(execFile)(
    need("initdb"),
    [
      ...["-D", data, "-U", "optpass", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
      ...["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    ],
    options,
  );
  const port = await freePort();
  const log = openSync(join(folder, "log"), "a");
  const settings = {
    ...{ listen_addresses: "127.0.0.1", port, unix_socket_directories: folder, max_connections: 200 },
    ...{ fsync: "off", shared_buffers: "32MB", log_min_messages: "warning" },
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // It outlives the worker that started it, for the others; the run stops it.
  spawn(need("postgres"), ["-D", data, ...flags], {
    ...options,
    detached: true,
    stdio: ["ignore", log, log],
  }).unref();
  closeSync(log);
  const url = `postgres://optpass:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const failure = await ask(`${url}/postgres`, "select 1").then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (failure === null) return url;
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL does not start: ${await readFile(join(folder, "log"), "utf8")}`);
    await wait(50);
  }
}

function need(name: ToolName): string {
  const path = findTool(name);
  if (path === null) throw new Error(`${name} is missing`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
