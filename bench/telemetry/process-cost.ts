import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

// USER_HZ of every Linux that Node runs on.
const ticksPerSecond = 100;

/** CPU that a process has used so far, its own and the kernel's for it, to 10 ms. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the name of the program in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Lets the kernel begin anew with a process's highest resident memory. */
export function forgetPeak(pid: number | "self"): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Highest resident memory since `forgetPeak`, in bytes, pages of files that it has mapped included. */
export function peakRss(pid: number | "self"): number {
  return readStatus(pid, "VmHWM");
}

export interface MemoryPeak {
  /** Resident, pages of mapped files included: the kernel takes those back when it needs to. */
  readonly rssBytes: number;
  /** The process's own, which nobody can take back. */
  readonly ownBytes: number;
  /** The same above what it held before. */
  readonly addedBytes: number;
}

const sampleMillis = 20;

/**
 * Does some work and tells how far the memory of another process went up meanwhile. The kernel keeps no peak of what
 * is the process's own, so that is sampled.
 */
export async function whileWatching<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly peak: MemoryPeak }> {
  const own = () => readStatus(pid, "RssAnon");
  forgetPeak(pid);
  const before = own();
  let highest = before;
  const look = () => {
    highest = Math.max(highest, own());
  };
  const timer = setInterval(look, sampleMillis);
  try {
    const done = await work();
    look();
    return { done, peak: { rssBytes: peakRss(pid), ownBytes: highest, addedBytes: highest - before } };
  } finally {
    clearInterval(timer);
  }
}

function readStatus(pid: number | "self", key: "VmHWM" | "RssAnon"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const found = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text);
  if (found === null) throw new Error(`the kernel tells no ${key} of process ${pid}`);
  return Number(found[1]) * 1024;
}
