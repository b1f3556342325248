#!/usr/bin/env node
import { systemClock } from "../../adapters/system/clock.ts";
import { runCli } from "./program.ts";

// Whoever reads the output may stop early, as `head` does; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  clock: systemClock,
});
