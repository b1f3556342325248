import { judgeLevel } from "../../src/core/verify/index.ts";
import { chanceFor } from "../../test/support/estate/random.ts";
import type { Series } from "../quality/read-series.ts";

/** How the judge did at moments at which nothing was changed, and with a rise put in from there. */
export interface Tally {
  readonly moments: number;
  /** Moments at which the judge said anything: there was history, and something was measured. */
  readonly judged: number;
  readonly falseRollbacks: number;
  /** Found within a day, by the factor put in. */
  readonly found: ReadonlyMap<number, number>;
  /** Series that are too short to be judged at any moment. */
  readonly short: readonly string[];
  /** Where rollbacks were false: series and moment. */
  readonly falseAt: readonly { readonly series: string; readonly moment: number }[];
}

export interface MomentOptions {
  readonly moments: number;
  readonly factors: readonly number[];
  readonly seed: number;
}

const day = 86_400;
const leastDays = 8;

/** Judges `moments` random moments, spread evenly over the series that are long enough. */
export function judgeMoments(series: readonly Series[], options: MomentOptions): Tally {
  const long = series.filter((one) => lengthOf(one) >= (leastDays + 1) * day);
  const short = series.filter((one) => !long.includes(one)).map(({ name }) => name);
  const found = new Map(options.factors.map((factor) => [factor, 0]));
  const falseAt: { series: string; moment: number }[] = [];
  let judged = 0;
  const moments = long.length === 0 ? 0 : options.moments;
  for (let index = 0; index < moments; index += 1) {
    const one = long[index % long.length];
    if (one === undefined) break;
    const moment = momentOf(one, chanceFor(options.seed, `${one.name}/${index}`)());
    const calm = verdictOf(one, moment, 1);
    if (calm === "none") continue;
    judged += 1;
    if (calm === "worse") falseAt.push({ series: one.name, moment });
    for (const factor of options.factors) {
      if (verdictOf(one, moment, factor) === "worse") found.set(factor, (found.get(factor) ?? 0) + 1);
    }
  }
  return { moments, judged, falseRollbacks: falseAt.length, found, short, falseAt };
}

function lengthOf({ times }: Series): number {
  return (times.at(-1) ?? 0) - (times[0] ?? 0);
}

/** A moment with history before it, four weeks where the series is long enough for that, and a day after it. */
function momentOf(series: Series, chance: number): number {
  const length = lengthOf(series);
  const before = Math.min(28 * day, Math.max(leastDays * day, length * 0.6));
  const room = Math.max(0, length - before - day);
  return Math.floor(((series.times[0] ?? 0) + before + chance * room) / 60) * 60;
}

/** What the judge says a day after the moment, from which on the series is multiplied by `factor`. */
function verdictOf(
  { name, times, values }: Series,
  moment: number,
  factor: number,
): "worse" | "calm" | "none" {
  const samples = {
    times,
    values: values.map((value, at) => ((times[at] ?? 0) < moment ? value : value * factor)),
  };
  const { kind } = judgeLevel(
    { name, samples, controls: [], isWorse: "higher", leastRise: 0.05, margin: 0.1 },
    { liveAt: moment, now: moment + day, together: 1 },
  );
  if (kind === "not-measured" || kind === "short-record" || kind === "too-early") return "none";
  return kind === "worse" ? "worse" : "calm";
}
