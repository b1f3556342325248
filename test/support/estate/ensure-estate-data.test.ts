import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { describeEstate } from "./describe-estate.ts";
import { ensureEstateData } from "./ensure-estate-data.ts";
import { shopDesigns, shopEnd } from "./shop/shop-estate.ts";

const tiny = (seed: number) =>
  describeEstate(shopDesigns.slice(0, 2), { end: shopEnd, days: 0.1, scrapeSeconds: 300, seed });

describe.skipIf(inject("tools").promtool === null)("the data of an estate", () => {
  let cache = "";
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "optpass-cache-"));
  });
  afterEach(async () => {
    await rm(cache, { recursive: true, force: true });
  });

  test("asked for twice at once is built once, and later found", async () => {
    const [first, second] = await Promise.all([
      ensureEstateData(tiny(1), cache),
      ensureEstateData(tiny(1), cache),
    ]);

    expect(second).toEqual(first);
    expect(first.samples).toBeGreaterThan(500);
    expect((await readdir(first.directory)).length).toBeGreaterThan(0);
    expect((await readdir(cache)).length).toBe(1);
    expect(await ensureEstateData(tiny(1), cache)).toEqual(first);
  });

  test("of another estate is other data", async () => {
    const first = await ensureEstateData(tiny(1), cache);
    const second = await ensureEstateData(tiny(2), cache);
    expect(second.directory).not.toBe(first.directory);
  });

  test("that a killed process left half-built is built again, and its remains are removed", async () => {
    const { directory, ...summary } = await ensureEstateData(tiny(1), cache);
    const key = directory.split("/").at(-2) ?? "";
    await rm(join(cache, key), { recursive: true });
    await mkdir(join(cache, `.building-${key}-dead`, "data"), { recursive: true });
    // No process has this id: the largest Linux gives is 4,194,304.
    await writeFile(join(cache, `${key}.lock`), "99999999");

    expect(await ensureEstateData(tiny(1), cache)).toEqual({ ...summary, directory });
    expect(await readdir(cache)).toEqual([key]);
  });
});
