import { type Contender, contenders } from "./contenders.ts";
import { type Census, estateOf, type Size, takeCensus } from "./estates.ts";
import { type Measurement, measure } from "./measure.ts";

/** Every contender over the same estate, several times. */
export interface Comparison {
  readonly size: Size;
  readonly census: Census;
  /** A measurement of each contender by its id, one round after the other. */
  readonly rounds: readonly Readonly<Record<string, Measurement>>[];
}

export interface Run {
  readonly runs: number;
  /** Folder of built estates. */
  readonly cache: string;
  readonly onMeasured: (what: string, measurement: Measurement) => void;
}

/** Every second round goes the other way, so that nobody always has the machine in the same state. */
export async function compare(size: Size, run: Run): Promise<Comparison> {
  const rounds: Record<string, Measurement>[] = [];
  for (let round = 0; round < run.runs; round++) {
    const measured: Record<string, Measurement> = {};
    for (const contender of inTurn(contenders, round)) {
      measured[contender.id] = await measureOne(contender, size, run);
    }
    rounds.push(measured);
  }
  return { size, census: takeCensus(estateOf(size), size.days), rounds };
}

export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all : all.toReversed();
}

async function measureOne(contender: Contender, size: Size, run: Run): Promise<Measurement> {
  const measurement = await measure(contender, { estate: size, days: size.days }, run.cache);
  run.onMeasured(contender.name, measurement);
  return measurement;
}
