import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";

const run = promisify(execFile);
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

function estate(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ["--import", "tsx", main, ...args]);
}

describe.skipIf(inject("tools").promtool === null)("the estate command", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-estate-test-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("builds a data directory and says what is in it and how to serve it", async () => {
    const out = join(folder, "data");
    const end = "2026-01-10T00:00:00Z";
    const size = ["--workloads", "4", "--containers", "10", "--days", "0.2", "--scrape", "300"];
    const { stdout } = await estate(...size, "--end", end, "--out", out);

    expect(stdout).toMatch(
      /^4 workloads, \d+ containers at the end, \d+ pods, \S+ to 2026-01-10T00:00:00Z\n/,
    );
    expect(stdout).toMatch(/\n\d+ samples of \d+ series in /);
    expect(stdout).toContain(`--storage.tsdb.path=${out}`);
    expect((await readdir(out)).length).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(["data"]);
  });

  test("refuses a directory that holds something, in one line, and leaves it alone", async () => {
    await writeFile(join(folder, "mine.txt"), "");
    await expect(estate("--out", folder)).rejects.toMatchObject({
      code: 1,
      stderr: `${folder} is not empty\n`,
    });
    expect(await readdir(folder)).toEqual(["mine.txt"]);
  });

  test("refuses a number that is none, naming the option", async () => {
    await expect(estate("--days", "soon")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--days"),
    });
  });
});
