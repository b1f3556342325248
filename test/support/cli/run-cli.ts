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
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly now?: Instant;
    /** Receives what asks the command to end. */
    readonly onStop?: (stop: () => void) => void;
    /** Sees what is written as it is written. */
    readonly onWrite?: (text: string) => void;
  } = {},
): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const code = await runCli(args, {
    stdout: {
      columns: 200,
      write: (text) => {
        stdout += text;
        options.onWrite?.(text);
      },
    },
    stderr: { write: (text) => (stderr += text) },
    environment: { PATH: process.env["PATH"] ?? "", ...options.environment },
    clock: { now: () => options.now ?? instant(Date.now()) },
    onStop: options.onStop ?? (() => {}),
  });
  return { code, stdout, stderr };
}
