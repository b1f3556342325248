import { quantity, toNumber } from "../../../src/core/model/index.ts";
import { type CoresNeeded, isStartingUp, meanCores, startupCores } from "./cpu-demand.ts";
import type { ContainerDesign } from "./design.ts";
import type { BytesNeeded } from "./memory-demand.ts";

/** What one scrape of a container shows, and what the work needed meanwhile. */
export interface Reading {
  /** Unix milliseconds. */
  readonly time: number;
  /** Counters since this container, not its pod, started. */
  readonly cpuSeconds: number;
  /** The same without starting again at zero, as the pod's cgroup counts it. */
  readonly cpuSecondsOfAllLives: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly workingSet: number;
  /** Restarts of the container before this reading. */
  readonly restarts: number;
  /** Cores and bytes that the work needed since the last reading, whatever its limits allowed. */
  readonly coresNeeded: number;
  readonly coresUsed: number;
  readonly bytesNeeded: number;
  readonly isStartingUp: boolean;
}

export interface Kill {
  /** Unix seconds. */
  readonly at: number;
  /** Bytes that were needed when the limit was hit. */
  readonly bytesNeeded: number;
  /** Unix seconds, where it stayed down for long enough to be seen. */
  readonly downUntil?: number;
}

/** For how many seconds a container stays down after the last of its kills. */
export type BackOff = (kills: readonly Kill[]) => number;

/** CFS periods of 100 ms. */
const periodsPerSecond = 10;
/** CrashLoopBackOff begins with 10 s; then the container starts again. */
export const firstBackOffSeconds = 10;

/** A container as it runs, is cut by its limits, is killed, and starts again. */
export class ContainerState {
  readonly kills: Kill[] = [];
  readonly #container: ContainerDesign;
  readonly #cores: CoresNeeded;
  readonly #bytes: BytesNeeded;
  readonly #cpuLimit: number;
  readonly #memoryLimit: number;
  #startedAt: number;
  #lastAt: number;
  #cpuSeconds = 0;
  #earlierCpuSeconds = 0;
  #periods = 0;
  #throttled = 0;

  readonly #backOff: BackOff | null;

  /** Without a back-off it is back before anybody looks. */
  constructor(
    container: ContainerDesign,
    cores: CoresNeeded,
    bytes: BytesNeeded,
    startedAt: number,
    backOff: BackOff | null = null,
  ) {
    const limits = container.resources.limits;
    this.#backOff = backOff;
    this.#container = container;
    this.#cores = cores;
    this.#bytes = bytes;
    this.#cpuLimit = limitOf(limits?.cpu);
    this.#memoryLimit = limitOf(limits?.memory);
    this.#startedAt = startedAt;
    this.#lastAt = startedAt;
  }

  /** A pod that is older than the data comes with counters that have been running since it started. */
  liveUnseenUntil(at: number, share: (at: number) => number): void {
    const before = Math.max(0, at - this.#startedAt);
    const cores = Math.min(this.#cpuLimit, meanCores(this.#container.cpu, at) * share(at));
    this.#cpuSeconds = before * cores;
    this.#periods = before * periodsPerSecond;
    this.#lastAt += before;
  }

  /** The next scrape, or `null` where it finds the container down. */
  step(time: number): Reading | null {
    const at = time / 1000;
    const seconds = at - this.#lastAt;
    if (seconds <= 0) return null;
    const age = at - this.#startedAt;
    const { cpu } = this.#container;
    const needed = this.#cores(at, seconds);
    const wanted = needed + startupCores(cpu, age, seconds);
    const used = Math.min(this.#cpuLimit, wanted);
    const bytes = this.#bytes(at, age);
    if (bytes >= this.#memoryLimit) {
      this.#restart(at, bytes);
      return null;
    }
    this.#count(wanted, used, seconds);
    return {
      time,
      cpuSeconds: this.#cpuSeconds,
      cpuSecondsOfAllLives: this.#earlierCpuSeconds + this.#cpuSeconds,
      periods: this.#periods,
      throttledPeriods: this.#throttled,
      workingSet: bytes,
      restarts: this.kills.length,
      coresNeeded: needed,
      coresUsed: used,
      bytesNeeded: bytes,
      isStartingUp: isStartingUp(cpu, age, seconds),
    };
  }

  #restart(at: number, bytesNeeded: number): void {
    const kill = { at, bytesNeeded };
    const seconds = this.#backOff?.([...this.kills, kill]) ?? firstBackOffSeconds;
    this.kills.push(this.#backOff === null ? kill : { ...kill, downUntil: at + seconds });
    this.#startedAt = at + seconds;
    this.#lastAt = this.#startedAt;
    this.#earlierCpuSeconds += this.#cpuSeconds;
    this.#cpuSeconds = 0;
    this.#periods = 0;
    this.#throttled = 0;
  }

  #count(wanted: number, used: number, seconds: number): void {
    this.#lastAt += seconds;
    this.#cpuSeconds += used * seconds;
    if (this.#cpuLimit === Number.POSITIVE_INFINITY) return;
    const periods = seconds * periodsPerSecond;
    this.#periods += periods;
    this.#throttled += periods * throttledShare(wanted / this.#cpuLimit);
  }
}

/**
 * Share of periods that hit the quota when the work wants `load` times the limit. Threads run at once, so periods
 * are cut short well before the mean reaches the limit; from a fifth above it, every period is.
 */
function throttledShare(load: number): number {
  return Math.min(1, Math.max(0, (load - 0.7) / 0.5));
}

function limitOf(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : toNumber(quantity(text));
}
