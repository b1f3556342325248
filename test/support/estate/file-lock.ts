import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const pollMillis = 200;

/**
 * Runs the work while no other process runs work under the same lock file. A lock whose process is dead is taken
 * over. Two waiters may take over the same dead lock at once: use it to save work, not to be correct.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) await wait(pollMillis);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  const isMine = await writeFile(path, `${process.pid}`, { flag: "wx" }).then(
    () => true,
    (failure: NodeJS.ErrnoException) => {
      if (failure.code === "EEXIST") return false;
      throw failure;
    },
  );
  if (isMine) return true;
  const holder = Number(await readFile(path, "utf8").catch(() => ""));
  // Between its creation and its first byte a lock has no holder: look again.
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}
