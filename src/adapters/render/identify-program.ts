import { mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/**
 * Raise it when the same files would be rendered otherwise by the same program: other arguments, another environment,
 * another stand-in for what was not read.
 */
const recipe = 1;

/**
 * What tells a program, and the way in which it is run here, from every other: what it says of its version, and where
 * its file is, how large and of when. `null` where it says nothing, so that nothing it renders may be kept.
 */
export async function identifyProgram(name: "kubectl" | "helm", program: string): Promise<string | null> {
  const home = await mkdtemp(join(tmpdir(), "optpass-version-"));
  try {
    const file = await realpath(program);
    const { size, mtimeMs } = await stat(file);
    const said = await runProgram({
      program,
      args: name === "kubectl" ? ["version", "--client", "--output=json"] : ["version"],
      cwd: home,
      home,
      limits: { timeoutMillis: 10_000, outputBytes: 64 * 1024, memoryBytes: 2 * 1024 * 1024 * 1024 },
      messageIn: () => null,
    });
    return said.ok ? JSON.stringify([recipe, name, file, size, mtimeMs, said.value]) : null;
  } catch {
    // It cannot be run: whoever renders is told why.
    return null;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
