import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureEstateData } from "../../test/support/estate/ensure-estate-data.ts";
import type { Estate } from "../../test/support/estate/estate.ts";
import { type RunningPrometheus, startPrometheus } from "../../test/support/prometheus/start-prometheus.ts";
import { linkTree } from "./link-tree.ts";
import { cpuSecondsOf } from "./process-cost.ts";

// What a server with the default retention of 15 days comes to: 2 h, three of them, and three of those.
const blockHours = 18;

/**
 * The estate's data in blocks as long as a running server makes them, built and compacted the first time and kept in
 * the cache. A large estate is built in shorter blocks, and more blocks cost more for every query: without this, sizes
 * could not be compared.
 */
export async function ensureCompactData(estate: Estate, cache: string): Promise<string> {
  const { directory: built } = await ensureEstateData(estate, cache);
  if (await isCompact(built)) return built;
  const kept = join(cache, `compact-${basename(dirname(built))}`);
  if ((await readdir(kept).catch(() => [])).length > 0) return kept;
  const aside = `${kept}.making`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await linkTree(built, aside);
  await compact(aside);
  await rename(aside, kept);
  return kept;
}

/**
 * Whether no stretch of a block's length holds more than one block, except the newest two: a server leaves a stretch
 * alone until a later block is there beyond the next.
 */
async function isCompact(directory: string): Promise<boolean> {
  const stretches = await Promise.all(
    (await blocksIn(directory)).map((block) => stretchOf(directory, block)),
  );
  const newest = Math.max(...stretches);
  const older = stretches.filter((stretch) => stretch < newest - 1);
  return new Set(older).size === older.length;
}

async function blocksIn(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => /^[0-9A-Z]{26}$/.test(name));
}

async function stretchOf(directory: string, block: string): Promise<number> {
  const meta: unknown = JSON.parse(await readFile(join(directory, block, "meta.json"), "utf8"));
  if (typeof meta !== "object" || meta === null || !("minTime" in meta) || typeof meta.minTime !== "number")
    throw new Error(`block ${block} does not tell its time`);
  return Math.floor(meta.minTime / (blockHours * 3_600_000));
}

/** Lets a server do it, which it begins within a minute. */
async function compact(directory: string): Promise<void> {
  const flags = ["--storage.tsdb.min-block-duration=2h", `--storage.tsdb.max-block-duration=${blockHours}h`];
  const server = await startPrometheus({ dataDirectory: directory, flags });
  try {
    await untilCompacted(server, directory);
  } finally {
    await server.stop();
  }
  for (const name of await readdir(directory)) {
    if (!/^[0-9A-Z]{26}$/.test(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

const longestMinutes = 30;
const lookMillis = 2_000;

async function untilCompacted(server: RunningPrometheus, directory: string): Promise<void> {
  let before = await cpuSecondsOf(server.pid);
  for (let look = 0; look < (longestMinutes * 60_000) / lookMillis; look++) {
    await wait(lookMillis);
    const now = await cpuSecondsOf(server.pid);
    // Between two looks a server that compacts works, and one that is done rests.
    if (now - before < 0.1 && (await isCompact(directory).catch(() => false))) return;
    before = now;
  }
  throw new Error(`Prometheus did not compact its blocks in ${longestMinutes} minutes`);
}
