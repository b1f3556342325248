import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface SpawnedServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** Everything that it said. */
  said(): string;
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

/** A server in a process of its own, see `server.fixture.ts`. */
export async function spawnServer(
  folder: string,
  times: { readonly jobMillis: number; readonly leaseMillis: number },
  store: string = folder,
): Promise<SpawnedServer> {
  const script = fileURLToPath(new URL("./server.fixture.ts", import.meta.url));
  const args = ["--import", "tsx", script, folder, String(times.jobMillis), String(times.leaseMillis), store];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  while (!/^port \d+$/m.test(said)) await once(child.stdout, "data");
  return {
    process: child,
    port: Number(/^port (\d+)$/m.exec(said)?.[1]),
    said: () => said,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}

/** Repositories whose job came to its end, in that order. */
export async function doneBy(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, "done.txt"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
