import type { CpuDemand } from "./design.ts";
import { bell, burstHeight, type Chance } from "./random.ts";

const daySeconds = 86_400;

/** Cores that the work needs at a moment, without noise, bursts and start-up. */
export function meanCores(demand: CpuDemand, at: number): number {
  const weekend = isWeekend(at) ? (demand.weekend ?? 1) : 1;
  return demand.cores * dailyFactor(demand.daily ?? 0, demand.peakHour ?? 14, at) * weekend;
}

/** 1 on average over a day, `1 + swing` at the peak hour and `1 - swing` twelve hours away from it. */
export function dailyFactor(swing: number, peakHour: number, at: number): number {
  if (swing === 0) return 1;
  return 1 + swing * Math.cos(((at / 3600 - peakHour) / 24) * 2 * Math.PI);
}

/** Saturday or Sunday in UTC; 1 January 1970 was a Thursday. */
function isWeekend(at: number): boolean {
  const day = (Math.floor(at / daySeconds) + 4) % 7;
  return day === 0 || day === 6;
}

/** Cores needed over the `seconds` that end at `at`, by one container that draws its luck from `chance`. */
export type CoresNeeded = (at: number, seconds: number) => number;

/**
 * Noise is correlated from sample to sample (AR(1), 0.7), as load is. Bursts arrive at random and are averaged over
 * the interval, because that is all a counter shows.
 */
export function coresNeeded(demand: CpuDemand, share: (at: number) => number, chance: Chance): CoresNeeded {
  const spread = demand.noise ?? 0.05;
  const bursts = demand.bursts;
  let noise = 0;
  return (at, seconds) => {
    const middle = at - seconds / 2;
    noise = 0.7 * noise + Math.sqrt(1 - 0.7 * 0.7) * bell(chance);
    const level = meanCores(demand, middle) * share(middle) * Math.max(0, 1 + spread * noise);
    if (bursts === undefined || chance() >= (bursts.perHour * seconds) / 3600) return level;
    return level + bursts.cores * burstHeight(chance) * Math.min(1, bursts.seconds / seconds);
  };
}

/** Cores burnt by starting up, over the `seconds` that end when the container is `age` seconds old. */
export function startupCores(demand: CpuDemand, age: number, seconds: number): number {
  const startup = demand.startup ?? { cores: 0, seconds: 0 };
  const overlap = Math.min(age, startup.seconds) - Math.max(0, age - seconds);
  return overlap > 0 ? (startup.cores * overlap) / seconds : 0;
}

/** Whether a reading that covers the `seconds` before the container's `age` contains start-up work. */
export function isStartingUp(demand: CpuDemand, age: number, seconds: number): boolean {
  return age - seconds < (demand.startup?.seconds ?? 0);
}
