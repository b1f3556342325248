import { dailyFactor } from "./cpu-demand.ts";
import type { CpuDemand, MemoryDemand } from "./design.ts";
import { bell, type Chance } from "./random.ts";

/** Bytes of working set needed at a moment by a container that started `age` seconds ago. */
export type BytesNeeded = (at: number, age: number) => number;

// Half a percent of jitter, so that a gauge is not constant; bounded by 1.75 % (see `bell`).
const jitter = 0.005;

/** A container first loads its code and data: half of the level is there at once, the rest within two minutes. */
const warmUpSeconds = 120;

export function bytesNeeded(memory: MemoryDemand, cpu: CpuDemand, chance: Chance): BytesNeeded {
  const level = levelOf(memory, cpu, chance);
  return (at, age) => level(at, age) * (1 + jitter * bell(chance));
}

function levelOf(memory: MemoryDemand, cpu: CpuDemand, chance: Chance): BytesNeeded {
  switch (memory.shape) {
    case "level":
      return (at, age) => memory.bytes * warmUp(age) * dailyFactor(memory.swing ?? 0, cpu.peakHour ?? 14, at);
    case "leak":
      return (_, age) => memory.bytes * warmUp(age) + (memory.bytesPerDay * age) / 86_400;
    case "heap":
      return (_, age) => memory.offHeapBytes + heapAt(memory, age).committed;
    case "spikes":
      return spikes(memory, chance);
  }
}

function warmUp(age: number): number {
  return Math.min(1, 0.5 + (0.5 * age) / warmUpSeconds);
}

function spikes(memory: Extract<MemoryDemand, { shape: "spikes" }>, chance: Chance): BytesNeeded {
  const length = memory.minutes * 60;
  const nextGap = () => memory.everyHours * 3600 * (0.5 + chance());
  let spikeAt: number | null = null;
  let lastAge = 0;
  return (at, age) => {
    spikeAt ??= at + nextGap() / 2;
    // A kill takes the work that caused it along.
    if (at >= spikeAt + length || (age < lastAge && at > spikeAt)) spikeAt += nextGap();
    lastAge = age;
    const into = (at - spikeAt) / length;
    // Up and down in a straight line, with the peak held for the middle third.
    const height = into < 0 || into > 1 ? 0 : Math.min(1, 3 * into, 3 * (1 - into));
    return memory.bytes * warmUp(age) + (memory.peakBytes - memory.bytes) * height;
  };
}

export interface Heap {
  readonly committed: number;
  readonly used: number;
}

export const collectionSeconds = 900;

/** A heap that grows to what it may take: the collector runs late, so what is used swings far above what is live. */
export function heapAt(memory: Extract<MemoryDemand, { shape: "heap" }>, age: number): Heap {
  const grown = 1 - 0.65 * Math.exp(-age / (memory.fillHours * 3600));
  const committed = Math.max(memory.liveBytes, memory.heapMaxBytes * grown);
  const sinceCollection = (age % collectionSeconds) / collectionSeconds;
  return { committed, used: memory.liveBytes + 0.95 * (committed - memory.liveBytes) * sinceCollection };
}
