import { type Instant, instant } from "../../../src/core/model/index.ts";
import { runCli } from "../../../src/entry/cli/program.ts";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line as a user would, in this process, with everything it sees handed in. */
export async function optpass(
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly now?: Instant } = {},
): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const code = await runCli(args, {
    stdout: { columns: 200, write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: { PATH: process.env["PATH"] ?? "", ...options.environment },
    clock: { now: () => options.now ?? instant(Date.now()) },
  });
  return { code, stdout, stderr };
}
