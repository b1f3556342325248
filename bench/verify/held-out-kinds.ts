import { between, burstHeight, type Chance } from "../../test/support/estate/random.ts";
import { coloured, daily, days, type Kind, type Part, perDay, perHour, sum, white } from "./series-kinds.ts";

/**
 * Kinds that were written after the rules of the judge (decision 49) were frozen, and run once. Whoever changes the rules
 * after a look at them moves them to the harder kinds and writes others.
 */
export const heldOutKinds = {
  queue: (chance, count) => sum(count, [queue(chance), white(chance, 0.06)]),
  "Friday and Saturday": (chance, count) =>
    sum(count, [daily(chance), restDays(chance, 4.3), days(chance, 0.03), coloured(chance, 0.1, 0.9)]),
  incidents: (chance, count) =>
    sum(count, [daily(chance), incidents(chance), coloured(chance, 0.06, 0.95), white(chance, 0.05)]),
  "with gaps": (chance, count) => {
    const level = sum(count, [daily(chance), days(chance, 0.04), white(chance, 0.15)]);
    const isGap = gaps(chance);
    return level.map((one) => (isGap() ? Number.NaN : one));
  },
  releases: (chance, count) =>
    sum(count, [daily(chance), releases(chance), days(chance, 0.03), coloured(chance, 0.08, 0.8)]),
} as const satisfies Readonly<Record<string, Kind>>;

/** Waiting grows as 1 / (1 - utilisation): peaks are noisier than nights. */
function queue(chance: Chance): Part {
  const least = between(chance, 0.2, 0.4);
  const load = daily(chance);
  const noise = coloured(chance, 0.1, 0.9);
  return (at) => -Math.log(1 - Math.min(0.93, least * Math.exp(load(at) + noise(at)) + 0.1));
}

function restDays(chance: Chance, from: number): Part {
  const fall = between(chance, 0.1, 0.4);
  return (at) => ((at / perDay + 7 - from) % 7 < 2 ? -fall : 0);
}

/** A few hours, once in several days, of any height. */
function incidents(chance: Chance): Part {
  const everyDays = between(chance, 4, 12);
  let until = 0;
  let height = 0;
  return (at) => {
    if (at >= until && chance() < 1 / (everyDays * perDay)) {
      until = at + perHour * between(chance, 1, 5);
      height = 0.4 * burstHeight(chance);
    }
    return at < until ? height : 0;
  };
}

/** An hour or two without a measurement, now and then. */
function gaps(chance: Chance): () => boolean {
  let left = 0;
  return () => {
    left -= 1;
    if (left < 0 && chance() < 1 / (1.5 * perDay)) left = Math.ceil(perHour * between(chance, 0.5, 3));
    return left > 0;
  };
}

/** The level moves a little on working days around noon, as it does where a team releases every other day. */
function releases(chance: Chance): Part {
  let level = 0;
  return (at) => {
    const isWorkingNoon = at % perDay === perDay / 2 && Math.floor(at / perDay) % 7 < 5;
    if (isWorkingNoon && chance() < 0.5) level = 0.8 * level + between(chance, -0.03, 0.03);
    return level;
  };
}
