import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "optpass-folder-"));
});
afterEach(() => rmSync(top, { recursive: true }));

test("a folder is made with those above it, and one that is there is left as it is", () => {
  makeFolder(join(top, "a/b"));
  writeFileSync(join(top, "a/b/kept"), "");
  makeFolder(join(top, "a/b"));

  expect(statSync(join(top, "a/b/kept")).isFile()).toBe(true);
});

test("a file in its place, or in the place of one above it, is an error", () => {
  writeFileSync(join(top, "taken"), "");

  expect(() => makeFolder(join(top, "taken"))).toThrow("EEXIST");
  expect(() => makeFolder(join(top, "taken/below"))).toThrow("ENOTDIR");
});

// In a file system that takes no new entries, `mkdir` with `recursive` went round for ever.
test.runIf(process.platform === "linux").each(["/proc/optpass", "/proc/optpass/below"])(
  "where no folder can be made, it says so: %s",
  (folder) => {
    expect(() => makeFolder(folder)).toThrow("ENOENT");
  },
);
