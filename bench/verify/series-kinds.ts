import { between, burstHeight, type Chance, chanceFor } from "../../test/support/estate/random.ts";
import type { Series } from "../quality/read-series.ts";

const step = 300;
export const perHour = 3600 / step;
export const perDay = 24 * perHour;
const start = Date.UTC(2026, 0, 5) / 1000;

/** One way in which the level of a service moves with nobody changing anything: the logarithm of each sample. */
export type Kind = (chance: Chance, count: number) => Float64Array;

/** The kinds that the rules of the judge were tuned on. */
export const designKinds = {
  diurnal: (chance, count) =>
    sum(count, [daily(chance), days(chance, 0.05), coloured(chance, 0.1, 0.77), white(chance, 0.05)]),
  weekly: (chance, count) =>
    sum(count, [
      daily(chance),
      weekend(chance),
      days(chance, 0.05),
      coloured(chance, 0.1, 0.77),
      white(chance, 0.05),
    ]),
  bursty: (chance, count) =>
    sum(count, [daily(chance), bursts(chance, count), coloured(chance, 0.08, 0.9), white(chance, 0.1)]),
  drifting: (chance, count) =>
    sum(count, [
      daily(chance),
      trend(chance),
      walk(chance, 0.02),
      coloured(chance, 0.08, 0.77),
      white(chance, 0.05),
    ]),
} as const satisfies Readonly<Record<string, Kind>>;

/** Harder kinds. The rules were changed after a look at them, so that they are no independent test either. */
export const harderKinds = {
  stepping: (chance, count) =>
    sum(count, [daily(chance), steps(chance), coloured(chance, 0.06, 0.8), white(chance, 0.05)]),
  "heavy-tailed": (chance, count) => sum(count, [daily(chance), tails(chance), coloured(chance, 0.06, 0.9)]),
  "long memory": (chance, count) =>
    sum(count, [
      daily(chance),
      coloured(chance, 0.04, 0.9),
      coloured(chance, 0.04, 0.99),
      coloured(chance, 0.04, 0.999),
      white(chance, 0.05),
    ]),
  sawtooth: (chance, count) => sum(count, [sawtooth(chance), white(chance, 0.02)]),
  nightly: (chance, count) =>
    sum(count, [daily(chance), nightly(chance), white(chance, 0.08), days(chance, 0.03)]),
  "two-state": (chance, count) =>
    sum(count, [states(chance), coloured(chance, 0.05, 0.8), white(chance, 0.03)]),
  quiet: (chance, count) => sum(count, [white(chance, 0.003)]),
} as const satisfies Readonly<Record<string, Kind>>;

/** Series of one kind; the same for the same seed. */
export function seriesOf(
  name: string,
  kind: Kind,
  of: { readonly count: number; readonly days: number; readonly seed: number },
): readonly Series[] {
  const samples = of.days * perDay;
  return Array.from({ length: of.count }, (_, index) => {
    const chance = chanceFor(of.seed, `${name}/${index}`);
    return {
      name: `${name} ${index + 1}`,
      times: Float64Array.from({ length: samples }, (_, at) => start + at * step),
      values: kind(chance, samples).map((level) => 0.2 * Math.exp(level)),
    };
  });
}

/** The part of the logarithm that one cause adds, sample by sample, ascending. */
export type Part = (at: number) => number;

export function sum(count: number, parts: readonly Part[]): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => parts.reduce((total, part) => total + part(at), 0));
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

export function daily(chance: Chance): Part {
  const swing = between(chance, 0.1, 0.35);
  const peak = chance();
  const second = between(chance, 0, 0.1);
  return (at) =>
    swing * Math.cos(2 * Math.PI * (at / perDay - peak)) +
    second * Math.cos(4 * Math.PI * (at / perDay - peak));
}

function weekend(chance: Chance): Part {
  const fall = between(chance, 0.15, 0.5);
  return (at) => (Math.floor(at / perDay) % 7 >= 5 ? -fall : 0);
}

export function days(chance: Chance, deviation: number): Part {
  let level = 0;
  return (at) => {
    if (at % perDay === 0) level = deviation * normal(chance);
    return level;
  };
}

export function coloured(chance: Chance, deviation: number, memory: number): Part {
  let level = deviation * normal(chance);
  return () => {
    level = memory * level + deviation * Math.sqrt(1 - memory ** 2) * normal(chance);
    return level;
  };
}

export function white(chance: Chance, deviation: number): Part {
  return () => deviation * normal(chance);
}

function bursts(chance: Chance, count: number): Part {
  const level = new Float64Array(count);
  const aDay = between(chance, 1, 5);
  for (let at = 0; at < count; at += 1) {
    if (chance() >= aDay / perDay) continue;
    const length = Math.ceil(-Math.log(1 - chance()) * between(chance, 2, 12));
    const height = Math.log(1 + 0.5 * burstHeight(chance));
    for (let within = at; within < Math.min(count, at + length); within += 1) level[within] = height;
  }
  return (at) => level[at] ?? 0;
}

function trend(chance: Chance): Part {
  const aDay = between(chance, -0.01, 0.01);
  return (at) => (aDay * at) / perDay;
}

function walk(chance: Chance, aDay: number): Part {
  let level = 0;
  return () => (level += (aDay / Math.sqrt(perDay)) * normal(chance));
}

function steps(chance: Chance): Part {
  let level = 0;
  const everyDays = between(chance, 10, 30);
  return () => {
    if (chance() < 1 / (everyDays * perDay)) level = between(chance, -0.4, 0.4);
    return level;
  };
}

function tails(chance: Chance): Part {
  // Student's t with three degrees of freedom.
  return () =>
    (0.06 * normal(chance)) /
    Math.sqrt((normal(chance) ** 2 + normal(chance) ** 2 + normal(chance) ** 2) / 3);
}

function sawtooth(chance: Chance): Part {
  let level = 0;
  const growth = between(chance, 0.1, 0.4) / perDay;
  const everyDays = between(chance, 1, 6);
  return () => {
    level = chance() < 1 / (everyDays * perDay) ? 0 : level + growth;
    return level;
  };
}

function nightly(chance: Chance): Part {
  const begins = Math.floor(chance() * perDay);
  let from = begins;
  let length = 0;
  const height = between(chance, 0.3, 1);
  return (at) => {
    const ofDay = at % perDay;
    if (ofDay === 0) {
      from = begins + Math.round(4 * normal(chance));
      length = perHour * between(chance, 0.7, 2);
    }
    return ofDay >= from && ofDay < from + length ? height : 0;
  };
}

function states(chance: Chance): Part {
  let high = false;
  const stays = between(chance, 4, 40) * perHour;
  const gap = between(chance, 0.1, 0.5);
  return () => {
    if (chance() < 1 / stays) high = !high;
    return high ? gap : 0;
  };
}
