import type {
  Backtest,
  Evidence,
  LimitPolicyOf,
  NodeClassNeeds,
  Prediction,
  Quantity,
  Refusal,
  Resource,
  Result,
  SettingName,
  Settings,
} from "../model/index.ts";
import type { Fleet } from "./fleet.ts";

/** What a tuner looks at: the evidence of one container, what it is set to today, and what all others teach. */
export interface TunerInput {
  readonly evidence: Evidence;
  readonly current: Settings;
  readonly fleet: Fleet;
  readonly options: TuningOptions;
}

/** Values that belong together: they are all taken, or none is. */
export interface Proposal {
  readonly wanted: readonly WantedSetting[];
  /** Sentences, most important first. */
  readonly reasons: readonly string[];
  /** What held the values, in the order in which it applied. */
  readonly bounds: readonly Bound[];
  /** Of a DaemonSet on nodes of several classes. */
  readonly nodeClasses: NodeClassNeeds | null;
  /** Harm was seen: small raises count, too. */
  readonly urgent: boolean;
  /** What is to say of a limit that goes; `null` where none goes. */
  readonly removal: Removal | null;
  predict(proposed: number): Prediction;
  /** `limit`: what will apply beside it. */
  backtest(current: number | null, limit: number | null): Backtest | null;
  /** Share of the time (or of days) that a value is expected to be passed; `null` if that cannot be said. */
  expectedAbove(amount: number): number | null;
}

/** A limit that is wanted no more, whether or not the value beside it changes. */
export interface Removal {
  /** It is known to have held the container back. */
  readonly isNeeded: boolean;
  /** Why the value beside it stays as it is; `null` where the gates decide. */
  readonly stays: Refusal | null;
  readonly reasons: readonly string[];
  readonly prediction: Prediction;
}

export interface WantedSetting {
  readonly setting: SettingName;
  /** Cores or bytes, before rounding; `null`: it is to be set no more. */
  readonly amount: number | null;
}

/** Something that may hold a value, and what became of the value there. Cores or bytes. */
export interface Bound {
  readonly id:
    | "headroom"
    | "after-kills"
    | "heap"
    | "floor"
    | "limit"
    | "limit-policy"
    | "configuration"
    | "one-step"
    | "rounding";
  readonly setting: SettingName;
  readonly before: number;
  /** `null`: nothing is left of it. */
  readonly after: number | null;
  /** What it holds the value to, for people. */
  readonly says: string;
}

export interface Tuner {
  readonly id: string;
  /** The setting that a refusal is reported under. */
  readonly setting: SettingName;
  propose(input: TunerInput): Result<Proposal, Refusal>;
}

/** Bounds that people set for a value; `null`: none. */
export interface ValueBounds {
  readonly floor: Quantity | null;
  readonly ceiling: Quantity | null;
}

/** The dials of the resource tuners, with the defaults that apply when nothing is configured. */
export interface TuningOptions {
  /** Share of the time that usage may exceed the CPU request after the change, 0 to 1. */
  readonly risk: number;
  readonly limits: { readonly [R in Resource]: LimitPolicyOf<R> };
  /** Memory: the highest usage, times one plus a headroom between these two, wider the more usage varies. */
  readonly memoryHeadroom: { readonly steady: number; readonly varying: number; readonly most: number };
  readonly floors: { readonly cpu: number; readonly memory: number };
  /** What people set for single settings. */
  readonly valueBounds: Readonly<Partial<Record<SettingName, ValueBounds>>>;
  /** A change must exceed both: a share of the current value, and an amount. */
  readonly deadBand: { readonly share: number; readonly cpu: number; readonly memory: number };
  /** What lowering a setting must free over all pods; money where a price is known and an amount is given. */
  readonly minimumSaving: { readonly cpu: number; readonly memory: number; readonly monthly: number | null };
  readonly minimumHistoryHours: number;
  /** Nothing is lowered before. */
  readonly loweringHistoryHours: number;
  readonly minimumSamples: number;
  readonly minimumCoverage: number;
}

const mebi = 2 ** 20;

export const defaultTuning: TuningOptions = {
  risk: 0.01,
  // Throttling begins with lowered CPU limits; memory beyond the request is what the node takes back first.
  limits: { cpu: "keep", memory: "equal" },
  // Kruize's headroom lies between 5 and 20 % by observed spikes; 30 % is what Attune gives to any workload.
  memoryHeadroom: { steady: 0.1, varying: 0.3, most: 0.5 },
  // Low enough for a sidecar that does nothing; VPA's 250 MiB and KRR's 100 MiB floors are the top complaint there.
  floors: { cpu: 0.01, memory: 32 * mebi },
  valueBounds: {},
  deadBand: { share: 0.1, cpu: 0.025, memory: 32 * mebi },
  minimumSaving: { cpu: 0.05, memory: 64 * mebi, monthly: null },
  // A shorter look cannot tell a daily cycle from growth.
  minimumHistoryHours: 48,
  // Seven days in a row hold a weekend.
  loweringHistoryHours: 168,
  minimumSamples: 100,
  minimumCoverage: 0.7,
};
