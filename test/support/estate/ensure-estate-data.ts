import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTool } from "../tools/find-tool.ts";
import { type BuildSummary, buildBlocks } from "./build-blocks.ts";
import type { Estate } from "./estate.ts";
import { withLock } from "./file-lock.ts";

export interface EstateData extends BuildSummary {
  /** A Prometheus data directory that others read too: start a server on a copy (`copyEstateData`), not on it. */
  readonly directory: string;
}

/**
 * The estate as a TSDB, built the first time and kept under a name made of the estate and of this generator's
 * sources. Safe to ask for from several processes at once: one builds aside and renames, the others wait for it, and
 * nothing half-built is ever found.
 */
export async function ensureEstateData(estate: Estate, cache: string = defaultCache): Promise<EstateData> {
  const key = await keyOf(estate);
  const kept = join(cache, key);
  await mkdir(cache, { recursive: true });
  const summary =
    (await readSummary(kept)) ??
    (await withLock(`${kept}.lock`, async () => (await readSummary(kept)) ?? build(estate, cache, key)));
  return { ...summary, directory: join(kept, "data") };
}

async function build(estate: Estate, cache: string, key: string): Promise<BuildSummary> {
  const promtool = findTool("promtool");
  if (promtool === null) throw new Error("promtool is missing");
  for (const remains of (await readdir(cache)).filter((name) => name.startsWith(`.building-${key}-`))) {
    await rm(join(cache, remains), { recursive: true, force: true });
  }
  const aside = await mkdtemp(join(cache, `.building-${key}-`));
  try {
    const scratch = join(aside, "scratch");
    const summary = await buildBlocks(estate, {
      promtool,
      dataDirectory: join(aside, "data"),
      scratchDirectory: scratch,
    });
    await rm(scratch, { recursive: true, force: true });
    await writeFile(join(aside, summaryFile), JSON.stringify(summary));
    await rename(aside, join(cache, key));
    return summary;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Flags that make a server leave the blocks as they are, instead of compacting them while it is asked. */
export const keepBlocksFlags = [
  "--storage.tsdb.min-block-duration=2h",
  "--storage.tsdb.max-block-duration=2h",
] as const;

/** A copy that a server may open and write to. */
export async function copyEstateData(data: EstateData, to: string): Promise<void> {
  await cp(data.directory, to, { recursive: true });
}

const here = dirname(fileURLToPath(import.meta.url));
const defaultCache = join(here, "../../../node_modules/.cache/optpass-estate");
const summaryFile = "summary.json";

async function keyOf(estate: Estate): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(estate));
  const files = await readdir(here, { recursive: true });
  for (const name of files.filter(isSource).sort()) {
    hash.update(name).update(await readFile(join(here, name)));
  }
  return hash.digest("hex").slice(0, 24);
}

function isSource(name: string): boolean {
  return name.endsWith(".ts") && !name.endsWith(".test.ts");
}

/** Written last, so it is there only where everything else is. */
async function readSummary(directory: string): Promise<BuildSummary | null> {
  const text = await readFile(join(directory, summaryFile), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as BuildSummary);
}
