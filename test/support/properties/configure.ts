import fc from "fast-check";
import { readSweep, runs } from "./sweep.ts";

// For every property of every test file: fast-check alone would take another seed each time.
const { seed } = readSweep(process.env);
fc.configureGlobal({ numRuns: runs(100), ...(seed === null ? {} : { seed }) });
