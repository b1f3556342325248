import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
// The `outDir` of tsconfig.bench.json.
const built = new URL(".cache/bench/", root);

/**
 * Compiles the programs that are measured, and what they use, as `npm run build` compiles the product: a loader of
 * TypeScript would cost them time that no user pays.
 */
export async function buildPrograms(): Promise<void> {
  await rm(built, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const flags = ["-p", fileURLToPath(new URL("tsconfig.bench.json", root)), "--noCheck"];
  const child = spawn(process.execPath, [tsc, ...flags], { stdio: ["ignore", 2, "inherit"] });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error("the programs to measure do not compile");
}

/** Where a program was built to, given its path from this folder. */
export function builtProgram(path: string): string {
  return fileURLToPath(new URL(`bench/telemetry/${path.replace(/\.ts$/, ".js")}`, built));
}
