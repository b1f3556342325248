import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, type ToolName } from "../tools/find-tool.ts";
import { backfill } from "./backfill.ts";
import { startWatchdog } from "./watchdog.ts";

export interface PrometheusOptions {
  /** Samples in the OpenMetrics text format, timestamps in seconds; a final `# EOF` is added where missing. */
  readonly openMetrics?: string | AsyncIterable<string>;
  /** A TSDB to open instead of a temporary one; it is kept. */
  readonly dataDirectory?: string;
  /** More flags for the server, for example `--query.max-samples=1000`. */
  readonly flags?: readonly string[];
}

export interface RunningPrometheus {
  /** `http://127.0.0.1:<free port>` */
  readonly url: string;
  /** Its process, for measurements. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a real Prometheus on a free loopback port; it scrapes nothing and holds exactly the samples given. It ends
 * with `stop()`, and also when this process dies.
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<RunningPrometheus> {
  const [prometheus, promtool] = [need("prometheus"), need("promtool")];
  const folder = await mkdtemp(join(tmpdir(), "optpass-prometheus-"));
  try {
    const data = options.dataDirectory ?? join(folder, "data");
    if (options.openMetrics !== undefined) {
      await backfill(promtool, options.openMetrics, data, join(folder, "samples.om"));
    }
    const config = join(folder, "prometheus.yml");
    await writeFile(config, "scrape_configs: []\n");
    return await startServer(prometheus, folder, [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100y", // samples of tests may be old
      "--web.listen-address=127.0.0.1:0",
      ...(options.flags ?? []),
    ]);
  } catch (failure) {
    await rm(folder, { recursive: true, force: true });
    throw failure;
  }
}

function need(name: ToolName): string {
  const path = findTool(name);
  if (path === null) throw new Error(`${name} is missing`);
  return path;
}

async function startServer(program: string, folder: string, flags: string[]): Promise<RunningPrometheus> {
  const server = spawn(program, flags, { stdio: ["ignore", "ignore", "pipe"] });
  const watchdog = startWatchdog(server, folder);
  const stop = async () => {
    await watchdog.end();
    await endOf(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = `http://127.0.0.1:${await portOf(server)}`;
    return { url, pid: server.pid ?? Number.NaN, stop }; // what listens has a process
  } catch (failure) {
    await stop();
    throw failure;
  }
}

// The kernel chooses the port, and the server's log tells it: no two tests can want the same one.
function portOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = "";
    let port: string | undefined;
    const giveUp = setTimeout(() => reject(new Error(`Prometheus was not ready in 60 s:\n${log}`)), 60_000);
    const settle = (finish: () => void) => {
      clearTimeout(giveUp);
      finish();
    };
    server.stderr?.setEncoding("utf8");
    server.stderr?.on("data", (text: string) => {
      if (port !== undefined && log === "") return; // ready: keep draining, keep nothing
      log += text;
      port ??= /Listening on.*\baddress=\S+:(\d+)/.exec(log)?.[1];
      if (port === undefined || !log.includes("Server is ready to receive web requests")) return;
      log = "";
      settle(() => resolve(port ?? ""));
    });
    server.once("error", (failure) => settle(() => reject(failure)));
    server.once("exit", (code) => settle(() => reject(new Error(`Prometheus ended with ${code}:\n${log}`))));
  });
}

// Nothing of the data is worth a graceful end, and a killed server cannot hang.
function endOf(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once("exit", () => resolve());
    server.kill("SIGKILL");
  });
}
