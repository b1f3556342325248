import type { Histogram } from "../../src/core/model/index.ts";
import { SeriesTails, UsageRecorder } from "../../src/core/telemetry/index.ts";
import type { Series } from "./read-series.ts";

const daySeconds = 86_400;

/** One day of a workload: as the product keeps it, and sample by sample for an independent score. */
export interface Day {
  readonly histogram: Histogram;
  readonly values: Float64Array;
}

/** Cuts the series of one workload's pods into days of 24 hours from the first sample on. */
export function daysOf(pods: readonly Series[]): readonly Day[] {
  const first = pods.reduce((least, { times }) => Math.min(least, times[0] ?? Infinity), Infinity);
  const recorder = new UsageRecorder({ interval: 30, startup: 0 });
  const values = new Map<number, number[]>();
  for (const { name, times, values: seen } of pods) {
    const shifted = times.map((time) => time - first);
    recorder.add(
      name,
      new SeriesTails(0, 30).values({
        labels: { pod: name },
        times: shifted,
        values: seen,
      }),
    );
    for (const [index, time] of shifted.entries()) {
      const day = Math.floor(time / daySeconds);
      const known = values.get(day) ?? [];
      known.push(seen[index] ?? 0);
      values.set(day, known);
    }
  }
  const days = recorder.finish()?.days ?? [];
  return days.map(({ start, all }) => ({
    histogram: all,
    values: Float64Array.from(values.get(start / (daySeconds * 1000)) ?? []),
  }));
}
