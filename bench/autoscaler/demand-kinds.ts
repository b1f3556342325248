import { bell, between, burstHeight, type Chance, chanceFor } from "../../test/support/estate/random.ts";
import type { Series } from "../quality/read-series.ts";

const step = 60;
const perDay = 86_400 / step;
const start = Date.UTC(2026, 0, 5) / 1000;

/** Demand in cores at one sample. */
type Kind = (chance: Chance) => (at: number) => number;

/** Ways in which a service is asked for more and less. */
const kinds: Readonly<Record<string, Kind>> = {
  "office hours": (chance) => {
    const noise = coloured(chance, 0.05, 0.95);
    return (at) => 3 + (isWeekend(at) ? 1 : 12) * hump(at, 0.3, 0.75) + noise();
  },
  evening: (chance) => {
    const noise = coloured(chance, 0.08, 0.98);
    return (at) => 4 + 10 * hump(at, 0.55, 0.98) * (isWeekend(at) ? 1.2 : 1) + noise();
  },
  flat: (chance) => {
    const noise = coloured(chance, 0.15, 0.9);
    return () => 8 + noise();
  },
  bursty: (chance) => {
    const noise = coloured(chance, 0.1, 0.9);
    let burst = 0;
    return (at) => {
      if (chance() < 4 / perDay) burst = 2 * burstHeight(chance);
      burst *= 0.93;
      return 4 + 3 * hump(at, 0.3, 0.9) + burst + noise();
    };
  },
  "hourly job": (chance) => {
    const noise = coloured(chance, 0.1, 0.9);
    return (at) => 3 + (at % 60 < 8 ? 5 : 0) + 4 * hump(at, 0.3, 0.8) + noise();
  },
  drifting: (chance) => {
    const growth = between(chance, 0.1, 0.3);
    const noise = coloured(chance, 0.2, 0.97);
    return (at) => 4 + (growth * at) / perDay + 5 * hump(at, 0.25, 0.85) + noise();
  },
};

/** One series of each kind, a sample a minute; the same for the same seed. */
export function demandSeries({ days, seed }: { readonly days: number; readonly seed: number }): Series[] {
  return Object.entries(kinds).map(([name, kind]) => {
    const demand = kind(chanceFor(seed, name));
    const count = days * perDay;
    return {
      name,
      times: Float64Array.from({ length: count }, (_, at) => start + at * step),
      values: Float64Array.from({ length: count }, (_, at) => Math.max(0, demand(at))),
    };
  });
}

function isWeekend(at: number): boolean {
  return Math.floor(at / perDay) % 7 >= 5;
}

/** Half a wave between two times of the day, as shares of it. */
function hump(at: number, from: number, to: number): number {
  const ofDay = (at % perDay) / perDay;
  return ofDay < from || ofDay > to ? 0 : Math.sin((Math.PI * (ofDay - from)) / (to - from));
}

function coloured(chance: Chance, deviation: number, memory: number): () => number {
  let level = 0;
  return () => (level = memory * level + deviation * Math.sqrt(1 - memory ** 2) * 3 * bell(chance));
}
