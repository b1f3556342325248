import { chmod, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { identifyProgram } from "./index.ts";

const { kubectl } = inject("tools");
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function script(body: string, minutes = 0): Promise<string> {
  const file = join(folder, "kubectl");
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  await utimes(file, 1_700_000_000, 1_700_000_000 + minutes * 60);
  return file;
}

test("a program is known by its file and by what it says of its version", async () => {
  const first = await identifyProgram("kubectl", await script("echo v1"));

  expect(await identifyProgram("kubectl", await script("echo v1"))).toBe(first);
  expect(await identifyProgram("kubectl", await script("echo v2"))).not.toBe(first);
  expect(await identifyProgram("kubectl", await script("echo v1", 1))).not.toBe(first);
  expect(first).toContain("v1");
});

test("a program that is not there or tells no version is not known", async () => {
  expect(await identifyProgram("kubectl", join(folder, "nothing"))).toBeNull();
  expect(await identifyProgram("kubectl", await script("exit 1"))).toBeNull();
});

test.skipIf(kubectl === null)("kubectl tells its version", async () => {
  expect(await identifyProgram("kubectl", kubectl ?? "")).toContain("kustomizeVersion");
});
