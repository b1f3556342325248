import { duration, formatDuration } from "../../../src/core/model/index.ts";
import type { Census } from "../estates.ts";

export function censusText(census: Census, days: number): string {
  const [named, running, pods, series] = [census.named, census.running, census.pods, census.series].map(
    (one) => one.toLocaleString("en"),
  );
  return (
    `${running} running containers (${named} of workloads), ${pods} pods and ${series} series of each metric ` +
    `over ${formatDuration(duration(days, "d"))}, scraped every 30 s.`
  );
}
