import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWatchdog } from "../prometheus/watchdog.ts";
import { findTool } from "../tools/find-tool.ts";

export interface RunningVictoriaMetrics {
  /** `http://127.0.0.1:<free port>` */
  readonly url: string;
  /** Takes in samples as lines of its own JSON format; all can be read when it is done. */
  importLines(lines: Iterable<string>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real, empty VictoriaMetrics (single) on loopback. It ends with `stop()`, and when this process dies. */
export async function startVictoriaMetrics(flags: readonly string[] = []): Promise<RunningVictoriaMetrics> {
  const program = findTool("victoria-metrics");
  if (program === null) throw new Error("victoria-metrics is missing");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(program, flags);
    } catch (failure) {
      // Between choosing the port and using it somebody else may have taken it.
      if (attempt === 3) throw failure;
    }
  }
}

async function startOnce(program: string, flags: readonly string[]): Promise<RunningVictoriaMetrics> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-victoria-"));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    program,
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=${address}`,
      "-retentionPeriod=100y", // samples of tests may be old
      "-search.latencyOffset=0s",
      ...flags,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const watchdog = startWatchdog(server, folder);
  const stop = async () => {
    await watchdog.end();
    await endOf(server);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  try {
    await untilReady(server, url);
    return { url, importLines: (lines) => importLines(url, lines), stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

// It cannot be told to take any free port and say which.
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

// Its log says that it listens a moment before it does.
async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let log = "";
  server.stderr?.setEncoding("utf8");
  server.stderr?.on("data", (text: string) => {
    log = (log + text).slice(-4_000);
  });
  server.once("error", (failure) => {
    log += failure.message;
  });
  const patience = Date.now() + 60_000;
  while (server.exitCode === null && server.pid !== undefined && Date.now() < patience) {
    const health = await fetch(`${url}/health`).catch(() => null);
    if (health?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`VictoriaMetrics was not ready:\n${log}`);
}

const linesAtOnce = 200;

async function importLines(url: string, lines: Iterable<string>): Promise<void> {
  const batch: string[] = [];
  const send = async () => {
    const body = batch.splice(0).join("\n");
    const response = await fetch(`${url}/api/v1/import`, { method: "POST", body });
    if (!response.ok) throw new Error(`import: HTTP ${response.status}: ${await response.text()}`);
  };
  for (const line of lines) {
    batch.push(line);
    if (batch.length === linesAtOnce) await send();
  }
  if (batch.length > 0) await send();
  // New samples become readable after a second or so, or now.
  await fetch(`${url}/internal/force_flush`);
}

function endOf(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once("exit", () => resolve());
    server.kill("SIGKILL");
  });
}
