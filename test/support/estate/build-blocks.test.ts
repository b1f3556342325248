import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildBlocks } from "./build-blocks.ts";
import { shopEstate } from "./shop/shop-estate.ts";

test("a promtool that fails ends the build with its failure, and no text is left behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-blocks-"));
  const scratch = join(folder, "scratch");
  try {
    const build = buildBlocks(shopEstate({ days: 3, scrapeSeconds: 3600 }), {
      promtool: process.execPath, // a program that knows no such command
      dataDirectory: join(folder, "data"),
      scratchDirectory: scratch,
    });
    await expect(build).rejects.toThrow("create-blocks-from");
    expect(await readdir(scratch)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
