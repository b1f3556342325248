import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { openEventLog, openWorkQueue } from "../../src/adapters/store/index.ts";
import { instant } from "../../src/core/model/index.ts";
import { PortError } from "../../src/ports/port-error.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type FreshDatabase, freshDatabase, password } from "../support/postgres/fresh-database.ts";

const { postgres } = inject("tools");

describe.skipIf(postgres === null)("a PostgreSQL that does not do what we want", () => {
  let database: FreshDatabase;
  let server: string;
  beforeAll(async () => {
    database = await freshDatabase();
    server = new URL(database.url).host;
  });
  afterAll(() => database?.drop());

  const shown = () => `postgres://${server}/${database.name}`;
  const withUrl = (change: (url: URL) => void): string => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };

  test("because of a wrong password says so, and shows none", async () => {
    const url = withUrl((one) => {
      one.password = "hunter2-wrong";
    });

    const failure = await failureOf(openWorkQueue(url));

    expect(failure).toMatchObject({ port: "store", code: "unauthorized", retryable: false });
    expect(failure.message).toBe(`the store ${shown()} does not take this user with this password`);
  });

  test("because the database is not there, says what to do", async () => {
    const url = withUrl((one) => {
      one.pathname = "/nowhere";
    });

    expect(await failureOf(openWorkQueue(url))).toMatchObject({
      code: "not-found",
      message: `the store postgres://${server}/nowhere does not exist: create the database first`,
    });
  });

  test("because nobody listens, can be tried again", async () => {
    const url = withUrl((one) => {
      one.port = "1";
    });

    const failure = await failureOf(openWorkQueue(url));

    expect(failure).toMatchObject({ code: "unreachable", retryable: true });
    expect(failure.message).toMatch(/^the store postgres:\/\/127\.0\.0\.1:1\/\S+ cannot be reached$/);
  });

  test("because it takes the connection and says nothing, is given up after a time", {
    timeout: 30_000,
  }, async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const url = withUrl((one) => {
      one.port = String(port);
    });

    expect(await failureOf(openWorkQueue(url))).toMatchObject({ code: "timeout", retryable: true });
    silent.close();
  });

  test("because it may only be read, is told from one that is away", async () => {
    const log = await openEventLog(database.url);
    await database.sql(`alter database ${database.name} set default_transaction_read_only = on`);
    const readOnly = await failureOf(openEventLog(database.url));
    await database.sql(
      `begin read write; alter database ${database.name} reset default_transaction_read_only; commit`,
    );
    await log.close();

    expect(readOnly).toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("may only be read"),
    });
  });

  test("that ends our connections is asked on another one the next time", async () => {
    const log = await openEventLog(database.url);
    await log.keepEvidence("a", "{}", instant(0));
    await database.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    const first = await log.evidence("a").catch((error: unknown) => error);

    expect(first === "{}" || (first instanceof PortError && first.retryable)).toBe(true);
    expect(await log.evidence("a")).toBe("{}");
    await log.close();
  });

  test("is named on the command line without its password, whatever is wrong with it", async () => {
    const wrong = withUrl((one) => {
      one.password = "hunter2-wrong";
    });
    const runs = [
      await optpass(["audit", "--store", wrong]),
      await optpass(["audit"], { environment: { OPTPASS_STORE: wrong.replace(server, "[::bad") } }),
      await optpass(["audit", "--store", "mysql://root:hunter2-wrong@127.0.0.1/x"]),
    ];

    expect(runs.map(({ code }) => code)).toEqual([3, 2, 2]);
    for (const { stdout, stderr } of runs) {
      expect(stdout + stderr).not.toContain("hunter2");
      expect(stdout + stderr).not.toContain(password);
    }
  });

  test("of a newer version is left as it is", async () => {
    await (await openWorkQueue(database.url)).close();
    await database.sql("insert into schema_version (version) values (99)");

    expect(await failureOf(openWorkQueue(database.url))).toMatchObject({
      code: "rejected",
      message: `the store ${shown()} was written by a newer version of OptPass: use that one, or another database`,
    });
  });
});

async function failureOf(work: Promise<{ close(): Promise<void> }>): Promise<PortError> {
  const failure = await work.then(
    async (opened) => {
      await opened.close();
      return null;
    },
    (thrown: unknown) => thrown,
  );
  if (!(failure instanceof PortError)) throw failure ?? new Error("nothing failed");
  return failure;
}
