// Builds dist/ from nothing, so that a file that is gone from src/ is gone from the package, too. With --if-possible
// it does nothing where the compiler is not installed: npm runs it after `npm ci --omit=dev` as well.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);

function compiler() {
  try {
    return createRequire(import.meta.url).resolve("typescript/bin/tsc");
  } catch {
    return null;
  }
}

const tsc = compiler();
if (tsc !== null) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} else if (!process.argv.includes("--if-possible")) {
  process.stderr.write("typescript is not installed: run npm ci first\n");
  process.exitCode = 1;
}
