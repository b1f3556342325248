import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Waits for its input to end, which the kernel brings about however the test run dies, then stops the server if one was
// started, and removes its folder.
const script =
  'cat >/dev/null; pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); if [ -n "$pid" ]; then kill -QUIT "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; fi; rm -rf -- "$1"';

export interface PreparedPostgres {
  readonly folder: string;
  stop(): Promise<void>;
}

/** A folder for the one PostgreSQL of a test run. Nothing is started: most runs of a few files need none. */
export async function preparePostgres(): Promise<PreparedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-postgres-"));
  const { uid, gid } = await serverUser();
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  const watchdog = spawn("sh", ["-c", script, "watchdog", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watchdog.unref();
  return {
    folder,
    async stop() {
      const ended = once(watchdog, "exit");
      watchdog.stdin.end();
      await ended;
    },
  };
}

/** PostgreSQL refuses to run as root; anybody else runs it as themselves. */
export async function serverUser(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const [, , uid, gid] =
    users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}
