import { execFile } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import { findTool } from "../../test/support/tools/find-tool.ts";

/** What the numbers were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly prometheus: string;
  /** Mean number of programs that wanted to run in the minute before. */
  readonly load: number;
}

/** Throws where the benchmark cannot run on this machine. */
export async function describeMachine(): Promise<Machine> {
  if (process.platform !== "linux") throw new Error("the benchmark reads /proc, which only Linux has");
  const prometheus = findTool("prometheus");
  if (prometheus === null) throw new Error("prometheus is missing: put it on PATH");
  const { stdout, stderr } = await promisify(execFile)(prometheus, ["--version"]);
  const all = cpus();
  return {
    processor: all[0]?.model ?? "unknown",
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release().replace(/-.*/, "")}`,
    node: process.versions.node,
    prometheus: /version (\S+)/.exec(stdout + stderr)?.[1] ?? "unknown",
    load: loadavg()[0] ?? Number.NaN,
  };
}
