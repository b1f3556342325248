import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test, vi } from "vitest";
import { findTool } from "./find-tool.ts";

test("the first program on PATH is taken; folders and files that cannot be run are passed over", async () => {
  const root = await mkdtemp(join(tmpdir(), "optpass-tools-"));
  const folders = ["folder", "text", "program", "later"].map((name) => join(root, name));
  for (const folder of folders) await mkdir(folder);
  await mkdir(join(root, "folder", "kubectl"));
  for (const name of ["text", "program", "later"])
    await writeFile(join(root, name, "kubectl"), "#!/bin/sh\n");
  for (const name of ["program", "later"]) await chmod(join(root, name, "kubectl"), 0o755);
  vi.stubEnv("PATH", folders.join(delimiter));
  try {
    expect(findTool("kubectl")).toBe(join(root, "program", "kubectl"));
  } finally {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  }
});
