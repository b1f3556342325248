import {
  duration,
  formatDuration,
  type Instant,
  type InstantSample,
  instant,
  type Labels,
  lengthOf,
  type RangeSeries,
  type Resource,
  type Window,
} from "../model/index.ts";
import { selector } from "./promql/selector.ts";
import { usageSeries } from "./questions.ts";

/**
 * Quantiles of the steps of a day that are asked for. On the shop estate of the tests they give back every step from
 * the median to the maximum within 10 % for 94 % of the days of a CPU series and all but 0.3 % of those of memory, and
 * p90 to p99 of two weeks within 1.2 %. The rest are days with two levels and nothing between. A day has 288 steps, so
 * that 0.999 would add nothing.
 */
export const askedQuantiles = [0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 1] as const;

/** One question: all quantiles of one resource of some namespaces on one day, as an instant query. */
export interface QuantileQuestion {
  readonly resource: Resource;
  readonly day: Window;
  readonly promql: string;
  readonly at: Instant;
}

/** For which share of the time that was seen usage lay at a value (cores, bytes). */
export interface UsagePiece {
  readonly value: number;
  readonly share: number;
}

/** What one series used on one day. */
export interface DayPieces {
  readonly labels: Labels;
  readonly resource: Resource;
  readonly day: Window;
  /** For how long it was seen, in steps. */
  readonly seconds: number;
  /** By value, ascending; shares add up to one, and the last value is the maximum. */
  readonly pieces: readonly UsagePiece[];
}

// The step of the other questions, so that the same day has the same values.
const stepSeconds = 300;
const step = formatDuration(duration(stepSeconds, "s"));

// Tells the answers to one question apart.
const mark = "optpass_quantile";
const countMark = "count";

// What tells containers, their restarts and their scrapers apart; the rest of the labels is most of the answer.
const keptLabels = ["cluster", "namespace", "pod", "container", "id", "job"].join(",");

/**
 * Asks for the usage of some namespaces by quantiles of each day: the last resort, where a server offers no range
 * queries or their answers are too long. It costs the server seven times as much as those do (each quantile goes
 * through every step anew), for a twentieth of the points. One question a resource and day: eight shorter ones cost the
 * same, and a round trip each.
 */
export function askQuantiles(
  namespaces: readonly string[],
  days: readonly Window[],
): readonly QuantileQuestion[] {
  const { cpu, memory } = usageSeries(namespaces);
  const perStep: Readonly<Record<Resource, string>> = {
    cpu: `rate(${selector(cpu.metric, cpu.matchers)}[${step}])`,
    memory: `max_over_time(${selector(memory.metric, memory.matchers)}[${step}])`,
  };
  return days.flatMap((day) =>
    (["cpu", "memory"] as const).map((resource) => ({
      resource,
      day,
      promql: quantilesOf(perStep[resource], day),
      // Steps are multiples of five minutes. A day has the one at its start and not the one at its end, whether a
      // server counts both ends of a range (Prometheus 2) or the last only (3).
      at: instant(day.to - 1),
    })),
  );
}

function quantilesOf(perStep: string, day: Window): string {
  const steps = `${perStep}[${formatDuration(lengthOf(day))}:${step}]`;
  const marked = (value: string, promql: string) =>
    `label_replace(max by (${keptLabels}) (${promql}),"${mark}","${value}","","")`;
  return [
    ...askedQuantiles.map((quantile) => marked(`${quantile}`, `quantile_over_time(${quantile},${steps})`)),
    marked(countMark, `count_over_time(${steps})`),
  ].join(" or ");
}

/**
 * Usage by pieces from the answer to a question. A series of which a part is missing, or whose numbers cannot be, is
 * left out: unknown, not unused.
 */
export function readQuantiles(
  { resource, day }: QuantileQuestion,
  answer: readonly InstantSample[],
): readonly DayPieces[] {
  const series = new Map<string, { readonly labels: Labels; readonly marks: Map<string, number> }>();
  for (const { labels, value } of answer) {
    const { [mark]: of = "", ...rest } = labels;
    const key = JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
    const known = series.get(key) ?? { labels: rest, marks: new Map() };
    known.marks.set(of, value);
    series.set(key, known);
  }
  const steps = Math.ceil(lengthOf(day) / 1000 / stepSeconds);
  return [...series.values()].flatMap(({ labels, marks }) => {
    const count = marks.get(countMark) ?? 0;
    const knots = askedQuantiles.map((quantile) => marks.get(`${quantile}`) ?? Number.NaN);
    if (!Number.isInteger(count) || count < 1 || count > steps || !isPossible(knots)) return [];
    return [
      { labels, resource, day, seconds: count * stepSeconds, pieces: piecesBetween(ascending(knots), count) },
    ];
  });
}

// Multiples of it, less their whole part, are spread most evenly over a unit.
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * A day of a series at the steps of the other questions. At what time of the day usage was high is not known, so its
 * values are spread evenly over it: what is seen of a day is right, what is seen of its hours is not.
 */
export function stepsOf({ labels, day, pieces, seconds }: DayPieces): RangeSeries {
  const count = seconds / stepSeconds;
  const values = pieces.flatMap(({ value, share }) =>
    new Array<number>(Math.round(share * count)).fill(value),
  );
  const turn = (index: number): number => (index * goldenRatio) % 1;
  const order = [...values.keys()].sort((left, right) => turn(left) - turn(right));
  const start = day.from / 1000;
  return {
    labels,
    times: Float64Array.from(values, (_, index) => start + index * stepSeconds),
    values: Float64Array.from(order, (index) => values[index] ?? 0),
  };
}

function isPossible(knots: readonly number[]): boolean {
  return knots.every((value, index) => {
    const before = knots[index - 1] ?? 0;
    // Sums in another order may differ in their last digits.
    return value >= 0 && value < Number.POSITIVE_INFINITY && value >= before * (1 - 1e-9);
  });
}

function ascending(knots: readonly number[]): readonly number[] {
  let highest = 0;
  return knots.map((value) => {
    highest = Math.max(highest, value);
    return highest;
  });
}

// Two values so close are one: a histogram of usage has buckets twice as wide.
const sameValue = 1.01;

/**
 * A value for each of the steps: `quantile_over_time` interpolates between ranks (`q * (count - 1)`), which is undone
 * here. Between two knots values grow by a constant factor; below the lowest they are the lowest, which is too high.
 */
function piecesBetween(knots: readonly number[], count: number): readonly UsagePiece[] {
  const pieces: { value: number; steps: number }[] = [];
  for (let rank = 0; rank < count; rank += 1) {
    const value = valueAt(knots, count === 1 ? 1 : rank / (count - 1));
    const last = pieces.at(-1);
    const isMax = rank === count - 1;
    if (last !== undefined && (value === last.value || (!isMax && value <= last.value * sameValue)))
      last.steps += 1;
    else pieces.push({ value, steps: 1 });
  }
  return pieces.map(({ value, steps }) => ({ value, share: steps / count }));
}

function valueAt(knots: readonly number[], quantile: number): number {
  const next = askedQuantiles.findIndex((asked) => asked >= quantile);
  const [high = 0, low = high] = [knots[next], knots[next - 1]];
  const [to = 1, from = to] = [askedQuantiles[next], askedQuantiles[next - 1]];
  if (to === quantile || from === to) return high;
  const part = (quantile - from) / (to - from);
  return Math.min(high, low > 0 ? low * (high / low) ** part : low + (high - low) * part);
}
