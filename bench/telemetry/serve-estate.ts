import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { keepBlocksFlags } from "../../test/support/estate/ensure-estate-data.ts";
import { type RunningPrometheus, startPrometheus } from "../../test/support/prometheus/start-prometheus.ts";
import { linkTree } from "./link-tree.ts";
import { cpuSecondsOf } from "./process-cost.ts";

/**
 * A Prometheus that has just started on this data and is warm in the same way every time: every block is in the page
 * cache, the index was asked once, one query ran, and the server has come to rest.
 */
export async function serveEstate(dataDirectory: string): Promise<RunningPrometheus> {
  const copy = await mkdtemp(join(dirname(dataDirectory), ".serving-"));
  try {
    await linkTree(dataDirectory, copy);
    const server = await startPrometheus({ dataDirectory: copy, flags: [...keepBlocksFlags] });
    const stop = async () => {
      await server.stop();
      await rm(copy, { recursive: true, force: true });
    };
    try {
      await warmUp(server, dataDirectory);
    } catch (failure) {
      await stop();
      throw failure;
    }
    return { ...server, stop };
  } catch (failure) {
    await rm(copy, { recursive: true, force: true });
    throw failure;
  }
}

async function warmUp(server: RunningPrometheus, dataDirectory: string): Promise<void> {
  await readThrough(dataDirectory);
  await ask(server, "label/namespace/values");
  await ask(server, `query?query=${encodeURIComponent("count(container_memory_working_set_bytes)")}`);
  await untilIdle(server.pid);
}

async function readThrough(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = createReadStream(join(entry.parentPath, entry.name), { highWaterMark: 1 << 20 });
    for await (const _ of file);
  }
}

async function ask({ url }: RunningPrometheus, question: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/${question}`);
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

const looks = 40;
const lookMillis = 250;

async function untilIdle(pid: number): Promise<void> {
  let before = await cpuSecondsOf(pid);
  for (let look = 0; look < looks; look++) {
    await wait(lookMillis);
    const now = await cpuSecondsOf(pid);
    if (now - before <= 0.01) return;
    before = now;
  }
}
