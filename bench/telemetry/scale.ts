import { inTurn, type Run } from "./compare.ts";
import { ours } from "./contenders.ts";
import { type Census, estateOf, takeCensus } from "./estates.ts";
import { type Measurement, measure, type Subject } from "./measure.ts";

/** Our pass over estates and windows of several sizes. */
export type Scale = readonly ScalePoint[];

export interface ScalePoint extends Subject {
  readonly census: Census;
  readonly runs: readonly Measurement[];
}

export async function scale(subjects: readonly Subject[], run: Run): Promise<Scale> {
  const runs = subjects.map((): Measurement[] => []);
  for (let round = 0; round < run.runs; round++) {
    for (const [subject, measured] of inTurn(
      subjects.map((one, i) => [one, runs[i]] as const),
      round,
    )) {
      const measurement = await measure(ours, subject, run.cache);
      run.onMeasured(`${subject.estate.containers} containers, ${subject.days} days`, measurement);
      measured?.push(measurement);
    }
  }
  return subjects.map((subject, i) => ({
    ...subject,
    census: takeCensus(estateOf(subject.estate), subject.days),
    runs: runs[i] ?? [],
  }));
}
