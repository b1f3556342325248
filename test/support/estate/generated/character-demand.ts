import { type Character, type CpuDemand, type MemoryDemand, mebibyte } from "../design.ts";
import { between, type Chance } from "../random.ts";

export interface GeneratedDemand {
  readonly cpu: CpuDemand;
  readonly memory: MemoryDemand;
  /** What a request should cover, roughly: cores and bytes. */
  readonly cores: number;
  readonly bytes: number;
}

/** A demand of the given character; sizes spread over two orders of magnitude, as they do in clusters. */
export function demandOf(character: Character, chance: Chance): GeneratedDemand {
  const cores = 0.01 * 100 ** chance();
  const bytes = 40 * mebibyte * 40 ** chance();
  const startup = { cores: between(chance, 0.2, 1), seconds: Math.round(between(chance, 20, 60)) };
  const level: MemoryDemand = { shape: "level", bytes, swing: between(chance, 0, 0.08) };
  const steady = { cpu: { cores, startup }, memory: level, cores: cores * 1.1, bytes: bytes * 1.08 };
  switch (character) {
    case "daily":
    case "autoscaled": {
      const daily = between(chance, 0.25, 0.6);
      const peakHour = Math.round(between(chance, 8, 20));
      const weekend = between(chance, 0.4, 1);
      return {
        ...steady,
        cpu: { cores, daily, peakHour, weekend, startup },
        cores: cores * (1 + daily) * 1.1,
      };
    }
    case "bursty": {
      const bursts = { perHour: between(chance, 1, 6), seconds: between(chance, 20, 60), cores: cores * 4 };
      return { ...steady, cpu: { cores, bursts, startup }, cores: cores * 6 };
    }
    case "leaking": {
      const memory: MemoryDemand = { shape: "leak", bytes, bytesPerDay: bytes * between(chance, 0.1, 0.8) };
      return { ...steady, memory, bytes: bytes * 2.5 };
    }
    case "oom-killed": {
      const everyHours = between(chance, 24, 96);
      const memory: MemoryDemand = {
        shape: "spikes",
        bytes,
        peakBytes: bytes * 1.6,
        everyHours,
        minutes: 20,
      };
      return { ...steady, memory, bytes: bytes * 1.6 };
    }
    case "jvm": {
      const heap = { heapMaxBytes: bytes * 1.5, liveBytes: bytes * 0.6, offHeapBytes: bytes * 0.4 };
      return { ...steady, memory: { shape: "heap", ...heap, fillHours: 6 }, bytes: bytes * 1.95 };
    }
    case "idle":
      return { ...steady, cpu: { cores: 0.001, noise: 0.2 }, cores: 0.0015 };
    case "steady":
    case "cron":
    case "throttled":
    case "young":
      return steady;
  }
}
