import { z } from "zod";
import { forgetPeak, peakRss } from "./process-cost.ts";

const count = z.number().nonnegative();

/** What the program of a contender prints about its one pass. */
export const passReport = z.strictObject({
  seconds: count,
  clientCpuSeconds: count,
  /** Highest resident memory of the program during the pass, Node and its code included. */
  peakRssBytes: count,
  /** Bodies of the answers as they came over the wire. */
  bytes: count,
  /** Values received. */
  samples: count,
  requests: count,
  /** Containers of workloads that were answered for, replicas counted once. */
  containers: count,
});

export type PassReport = z.infer<typeof passReport>;

export type Answered = Pick<PassReport, "bytes" | "samples" | "requests" | "containers">;

/** Runs one pass and prints its report. What it costs to start Node and to load the program is left out. */
export async function reportPass(pass: () => Promise<Answered>): Promise<void> {
  forgetPeak("self");
  const before = process.cpuUsage();
  const began = performance.now();
  const answered = await pass();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const report: PassReport = {
    seconds,
    clientCpuSeconds: (user + system) / 1e6,
    peakRssBytes: peakRss("self"),
    ...answered,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
