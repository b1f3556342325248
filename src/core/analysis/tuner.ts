import type { Evidence, Prediction, Refusal, Result, SettingName, Settings } from "../model/index.ts";

/** What a tuner looks at: the evidence of one container, and what it is set to today. */
export interface TunerInput {
  readonly evidence: Evidence;
  readonly current: Settings;
  readonly options: TuningOptions;
}

/** Values that belong together: they are all taken, or none is. */
export interface Proposal {
  readonly wanted: readonly WantedSetting[];
  /** Sentences, most important first. */
  readonly reasons: readonly string[];
  /** Harm was seen: small raises count, too. */
  readonly urgent: boolean;
  predict(proposed: number): Prediction;
}

export interface WantedSetting {
  readonly setting: SettingName;
  /** Cores or bytes, before rounding. */
  readonly amount: number;
}

export interface Tuner {
  readonly id: string;
  /** The setting that a refusal is reported under. */
  readonly setting: SettingName;
  propose(input: TunerInput): Result<Proposal, Refusal>;
}

/** The dials of the resource tuners, with the defaults that apply when nothing is configured. */
export interface TuningOptions {
  /** CPU request: this quantile over pods and time, times one plus the margin. */
  readonly cpuQuantile: "p90" | "p95" | "p98" | "p99";
  readonly cpuMargin: number;
  /** Memory: the highest usage, times one plus a headroom between these two, wider the more usage varies. */
  readonly memoryHeadroom: { readonly steady: number; readonly varying: number };
  readonly floors: { readonly cpu: number; readonly memory: number };
  /** A change must exceed both: a share of the current value, and an amount. */
  readonly deadBand: { readonly share: number; readonly cpu: number; readonly memory: number };
  readonly minimumHistoryHours: number;
  readonly minimumSamples: number;
  readonly minimumCoverage: number;
}

const mebi = 2 ** 20;

export const defaultTuning: TuningOptions = {
  // Autopilot (EuroSys 2020) sizes serving jobs by their 95th percentile and adds 10 to 15 %.
  cpuQuantile: "p95",
  cpuMargin: 0.15,
  // Kruize's headroom lies between 5 and 20 % by observed spikes; 30 % is what Attune gives to any workload.
  memoryHeadroom: { steady: 0.1, varying: 0.3 },
  // Low enough for a sidecar that does nothing; VPA's 250 MiB and KRR's 100 MiB floors are the top complaint there.
  floors: { cpu: 0.01, memory: 32 * mebi },
  deadBand: { share: 0.1, cpu: 0.025, memory: 32 * mebi },
  // A shorter look cannot tell a daily cycle from growth.
  minimumHistoryHours: 48,
  minimumSamples: 100,
  minimumCoverage: 0.7,
};
