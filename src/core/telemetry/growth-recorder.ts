import type { MemoryGrowth, RangeSeries } from "../model/index.ts";
import { firstFrom } from "./first-from.ts";

// A life shorter than this shows warm-up, not growth. Most leaks that matter are slower than a working day.
const shortestLife = 6 * 3600;
// Share of the variance that a straight line must explain. A daily cycle explains less than 0.6 of itself, a heap
// that fills and stays about 0.6; a leak with a few per cent of noise more than 0.95.
const straightness = 0.9;
// Growth over one life, relative to its mean, that is worth a person's time.
const noticeable = 0.2;

const daySeconds = 86_400;

/** Sums over the samples of one life of a container on one UTC day. Times are seconds since the day began. */
export interface LifeDay {
  readonly pod: string;
  /** Tells the lives of a pod's container apart. */
  readonly life: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly sumT: number;
  readonly sumV: number;
  readonly sumTT: number;
  readonly sumTV: number;
  readonly sumVV: number;
}

type Columns = Pick<RangeSeries, "times" | "values">;
type Sums = { -readonly [Key in keyof LifeDay]: LifeDay[Key] };

/**
 * Recognises memory that rises along a straight line from start to restart, by least squares over each life of each
 * container (a restarted container has a new cgroup, hence a new `id` label). Constant memory a life and day.
 */
export class GrowthRecorder {
  readonly #days = new Map<number, Map<string, Sums>>();

  constructor(days: readonly (readonly [day: number, lives: readonly LifeDay[]])[] = []) {
    for (const [day, lives] of days)
      this.#days.set(day, new Map(lives.map((life) => [keyOf(life.pod, life.life), { ...life }])));
  }

  add(pod: string, life: number, { times, values }: RangeSeries): void {
    for (let from = 0; from < times.length; ) {
      const day = Math.floor((times[from] ?? 0) / daySeconds);
      const to = firstFrom(times, (day + 1) * daySeconds, from);
      this.#addDay(day, pod, life, { times: times.subarray(from, to), values: values.subarray(from, to) });
      from = to;
    }
  }

  /** `null` unless most of the lives that are long enough grew. */
  finish(): MemoryGrowth | null {
    const judged = this.#wholeLives().filter((life) => life.last - life.first >= shortestLife);
    const slopes = judged.flatMap((life) => growthOf(life) ?? []);
    if (slopes.length === 0 || slopes.length * 2 <= judged.length) return null;
    const middle = slopes.sort((left, right) => left - right)[Math.floor(slopes.length / 2)] ?? 0;
    return { bytesPerDay: middle * daySeconds, judged: judged.length, growing: slopes.length };
  }

  livesOn(day: number): readonly LifeDay[] {
    return [...(this.#days.get(day)?.values() ?? [])];
  }

  // Every sample passes here: sums are numbers of their own meanwhile, which no object has to be written for.
  #addDay(day: number, pod: string, life: number, { times, values }: Columns): void {
    const first = times[values.findIndex(Number.isFinite)];
    if (first === undefined) return;
    const dayStart = day * daySeconds;
    const sums = this.#lifeOn(day, pod, life, sinceDayStart(first, dayStart));
    let last = Number(sums.last);
    let count = Number(sums.count);
    let sumT = Number(sums.sumT);
    let sumV = Number(sums.sumV);
    let sumTT = Number(sums.sumTT);
    let sumTV = Number(sums.sumTV);
    let sumVV = Number(sums.sumVV);
    for (let index = 0; index < times.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const t = sinceDayStart(times[index] ?? 0, dayStart);
      last = t;
      count += 1;
      sumT += t;
      sumV += value;
      sumTT += t * t;
      sumTV += t * value;
      sumVV += value * value;
    }
    Object.assign(sums, { last, count, sumT, sumV, sumTT, sumTV, sumVV });
  }

  #lifeOn(day: number, pod: string, life: number, first: number): Sums {
    const lives = this.#days.get(day) ?? new Map<string, Sums>();
    this.#days.set(day, lives);
    const key = keyOf(pod, life);
    const known = lives.get(key);
    if (known !== undefined) return known;
    const none = { count: 0, sumT: 0, sumV: 0, sumTT: 0, sumTV: 0, sumVV: 0 };
    const made = { pod, life, first, last: first, ...none };
    lives.set(key, made);
    return made;
  }

  /** Each life over all its days. */
  #wholeLives(): readonly Sums[] {
    const lives = new Map<string, { readonly day: number; readonly sums: Sums }>();
    for (const [day, onDay] of [...this.#days].sort(([left], [right]) => left - right)) {
      for (const [key, sums] of onDay) {
        const known = lives.get(key);
        if (known === undefined) lives.set(key, { day, sums: { ...sums } });
        else append(known.sums, sums, (day - known.day) * daySeconds);
      }
    }
    return [...lives.values()].map(({ sums }) => sums);
  }
}

/**
 * Sums of squares of Unix times would lose the digits that matter. Samples have whole milliseconds; `Math.round` would
 * branch on a matter of chance, and take four times as long.
 */
function sinceDayStart(time: number, dayStart: number): number {
  return Math.floor((time - dayStart) * 1000 + 0.5) / 1000;
}

function keyOf(pod: string, life: number): string {
  return `${pod}/${life}`;
}

/** Adds a later day, whose times begin `later` seconds after those of the sums. */
function append(sums: Sums, more: LifeDay, later: number): void {
  sums.last = more.last + later;
  sums.count += more.count;
  sums.sumT += more.sumT + more.count * later;
  sums.sumV += more.sumV;
  sums.sumTT += more.sumTT + 2 * later * more.sumT + more.count * later * later;
  sums.sumTV += more.sumTV + later * more.sumV;
  sums.sumVV += more.sumVV;
}

/** Slope in bytes a second of a life that grew in a straight line, else `null`. */
function growthOf(life: LifeDay): number | null {
  const { count, sumT, sumV, sumTT, sumTV, sumVV } = life;
  const varianceT = count * sumTT - sumT * sumT;
  const varianceV = count * sumVV - sumV * sumV;
  if (count < 3 || varianceT <= 0 || varianceV <= 0) return null;
  const covariance = count * sumTV - sumT * sumV;
  const slope = covariance / varianceT;
  const explained = (covariance * covariance) / (varianceT * varianceV);
  const grown = (slope * (life.last - life.first)) / (sumV / count);
  return slope > 0 && explained >= straightness && grown >= noticeable ? slope : null;
}
