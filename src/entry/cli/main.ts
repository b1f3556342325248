#!/usr/bin/env node
import { systemClock } from "../../adapters/system/clock.ts";
import { runCli } from "./program.ts";

// Whoever reads the output may stop early, as `head` does: what was asked for is still done to its end.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: cannot write to standard output: ${error.code ?? error.message}\n`);
  process.exit(1);
});

// Ending by `exit` lets scratch folders be removed; the codes are what a shell reports for these signals.
let stopGently: (() => void) | null = null;
const ended = (code: number) => (): void => {
  if (stopGently === null) process.exit(code);
  stopGently();
  stopGently = null;
};
process.on("SIGINT", ended(130));
process.on("SIGTERM", ended(143));

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  clock: systemClock,
  onStop: (handle) => {
    stopGently = handle;
  },
});
