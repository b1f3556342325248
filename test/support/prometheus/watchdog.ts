import { type ChildProcess, spawn } from "node:child_process";

// Waits for its input to end, which the kernel brings about however this process dies, then cleans up.
const script = 'cat >/dev/null; kill -9 "$1" 2>/dev/null; rm -rf -- "$2"';

/**
 * Watches over a child process: when this process dies without stopping it, even by SIGKILL, the child is killed and
 * its folder removed. `end` calls the watch off; do that first, while the child's process id is still its own.
 */
export function startWatchdog(child: ChildProcess, folder: string): { end(): Promise<void> } {
  if (child.pid === undefined) return { end: () => Promise.resolve() };
  // Detached: an interrupt from the terminal goes to the whole group and must not reach it.
  const watchdog = spawn("sh", ["-c", script, "watchdog", `${child.pid}`, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watchdog.unref();
  return { end: () => endGroup(watchdog) };
}

function endGroup(watchdog: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (watchdog.pid === undefined || watchdog.exitCode !== null) return resolve();
    watchdog.once("exit", () => resolve());
    process.kill(-watchdog.pid, "SIGKILL"); // the shell and its `cat`
  });
}
