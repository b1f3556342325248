import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duration, formatDuration, formatInstant, instant } from "../../src/core/model/index.ts";
import { builtProgram } from "./build-programs.ts";
import { ensureCompactData } from "./compact-estate.ts";
import type { Contender } from "./contenders.ts";
import { estateOf, type Size } from "./estates.ts";
import { containersOf } from "./krr/named-container.ts";
import { type PassReport, passReport } from "./pass-report.ts";
import { cpuSecondsOf, whileWatching } from "./process-cost.ts";
import { serveEstate } from "./serve-estate.ts";

/** What one pass cost both sides. */
export interface Measurement extends PassReport {
  readonly serverCpuSeconds: number;
  /** Highest memory of the server during the pass that nobody can take back from it. */
  readonly serverOwnBytes: number;
  /** The same above what it held before. */
  readonly serverAddedBytes: number;
  /** Highest resident memory of the server, pages of its data files included. */
  readonly serverRssBytes: number;
}

/** A pass over the last `days` of an estate that may hold more. */
export interface Subject {
  readonly estate: Size;
  readonly days: number;
}

const hour = 3600;

/** Runs one pass of a contender against a server of its own, which has just started and is warm. */
export async function measure(contender: Contender, subject: Subject, cache: string): Promise<Measurement> {
  const estate = estateOf(subject.estate);
  const directory = await ensureCompactData(estate, cache);
  const folder = await mkdtemp(join(tmpdir(), "optpass-bench-"));
  const files = { containers: join(folder, "containers.json"), store: join(folder, "store") };
  const window = formatDuration(duration(subject.days, "d"));
  const flagsAt = (url: string, end: number): readonly string[] => {
    const at = formatInstant(instant(end * 1000));
    return ["--url", url, "--at", at, "--window", window, ...contender.flags(files)];
  };
  await writeFile(files.containers, JSON.stringify(containersOf(estate)));
  if (contender.goesOn) {
    // On a server of its own: the measured one has not read anything for us before.
    const earlier = await serveEstate(directory);
    await runPass(contender, flagsAt(earlier.url, estate.end - hour)).finally(() => earlier.stop());
  }
  const server = await serveEstate(directory);
  try {
    const flags = flagsAt(server.url, estate.end);
    const cpuBefore = await cpuSecondsOf(server.pid);
    const { done, peak } = await whileWatching(server.pid, () => runPass(contender, flags));
    return {
      ...done,
      serverCpuSeconds: (await cpuSecondsOf(server.pid)) - cpuBefore,
      serverOwnBytes: peak.ownBytes,
      serverAddedBytes: peak.addedBytes,
      serverRssBytes: peak.rssBytes,
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function runPass({ name, program }: Contender, flags: readonly string[]): Promise<PassReport> {
  const child = spawn(process.execPath, [builtProgram(program), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code !== 0) reject(new Error(`${name} ended with ${code}`));
      else resolve(passReport.parse(JSON.parse(output)));
    });
  });
}
