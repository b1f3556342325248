import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sqliteFailure } from "./sqlite-failure.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "optpass-store-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
}

test("a full disk is said to be one", () => {
  const small = new DatabaseSync(join(folder, "small.db"));
  small.exec("create table content (content bytea); pragma max_page_count = 3");
  const insert = small.prepare("insert into content (content) values ($1)");

  const thrown = thrownBy(() => insert.run({ $1: new Uint8Array(50_000) }));

  expect(sqliteFailure("/store/optpass.db", thrown)).toMatchObject({
    port: "store",
    code: "rejected",
    message: "the store /store/optpass.db does not fit on its disk, which is full",
  });
});

test("a file that may only be read is said to be one", () => {
  const path = join(folder, "read-only.db");
  new DatabaseSync(path).exec("create table content (content bytea)");
  const readOnly = new DatabaseSync(path, { readOnly: true });

  const thrown = thrownBy(() => readOnly.exec("insert into content (content) values (1)"));

  expect(sqliteFailure("/store/optpass.db", thrown)).toMatchObject({
    code: "unauthorized",
    message: "the store /store/optpass.db may not be written to",
  });
});

test("a mistake of ours stays a bug", () => {
  const thrown = thrownBy(() => new DatabaseSync(":memory:").exec("select * from nowhere"));

  expect(sqliteFailure("/store/optpass.db", thrown)).toBe(thrown);
});
