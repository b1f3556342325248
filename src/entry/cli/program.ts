import { readFileSync } from "node:fs";
import { Command, CommanderError } from "@commander-js/extra-typings";
import { auditCommand } from "./commands/audit.ts";
import { configCommand } from "./commands/config.ts";
import { demoCommand } from "./commands/demo.ts";
import { editCommand } from "./commands/edit.ts";
import { explainCommand } from "./commands/explain.ts";
import { historyCommand } from "./commands/history.ts";
import { locateCommand } from "./commands/locate.ts";
import { pullRequestCommand } from "./commands/pull-request.ts";
import { rebuildCommand } from "./commands/rebuild.ts";
import { runCommand } from "./commands/run.ts";
import { scanCommand } from "./commands/scan.ts";
import { serveCommand } from "./commands/serve.ts";
import { snapshotCommand } from "./commands/snapshot.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { printable } from "./output/printable.ts";
import type { Streams } from "./streams.ts";

/** Runs one command line (without the program's name) and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], streams: Streams): Promise<number> {
  const program = new Command("optpass")
    .description("Tunes container resources kept in git by what Prometheus saw, one pull request at a time.")
    .version(version(), "-V, --version");
  const commands = [
    scanCommand(streams),
    explainCommand(streams),
    pullRequestCommand(streams),
    demoCommand(streams),
    snapshotCommand(streams),
    locateCommand(streams),
    editCommand(streams),
    configCommand(streams),
    runCommand(streams),
    serveCommand(streams),
    historyCommand(streams),
    auditCommand(streams),
    rebuildCommand(streams),
  ];
  for (const command of commands) program.addCommand(command);
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 2 wrong usage or configuration, 3 a source could not be reached or read, 4 refused.",
  );
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => streams.stdout.write(text),
        writeErr: (text) => streams.stderr.write(text),
      });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return report(error, streams);
  }
}

function report(error: unknown, { stderr }: Streams): number {
  // Commander has printed its own line already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`error: ${printable(message)}\n`);
  if (code === exitCodes.bug && error instanceof Error)
    stderr.write(`This is a bug in OptPass.\n${error.stack ?? ""}\n`);
  return code;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}
