import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHistoryStore } from "./index.ts";

test("a folder is made with those above it, and one that is there is left as it is", async () => {
  const top = mkdtempSync(join(tmpdir(), "optpass-folder-"));
  try {
    for (let time = 0; time < 2; time += 1) await (await openHistoryStore(join(top, "a/b"))).close();
    expect(statSync(join(top, "a/b")).isDirectory()).toBe(true);
  } finally {
    rmSync(top, { recursive: true });
  }
});

// In a file system that takes no new entries, `mkdir` with `recursive` went round for ever.
test.runIf(process.platform === "linux")("where no folder can be made, it says so", async () => {
  for (const folder of ["/proc/optpass", "/proc/optpass/store"]) {
    await expect(openHistoryStore(folder)).rejects.toMatchObject({
      port: "history-store",
      code: "rejected",
      message: `cannot make the folder ${folder} for the store (ENOENT)`,
    });
  }
});
