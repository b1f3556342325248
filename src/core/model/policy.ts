import type { Duration, Instant } from "./instant.ts";
import type { SettingName } from "./setting.ts";
import type { WorkloadKind } from "./workload.ts";

/**
 * How far OptPass may go in a repository. `observe`: nothing is written anywhere. `dashboard`: one issue, no branch
 * and no pull request. `pr`: everything.
 */
export const modes = ["observe", "dashboard", "pr"] as const;

export type Mode = (typeof modes)[number];

/** What goes into one pull request together. */
export const groupings = ["workload", "namespace", "application", "environment"] as const;

export type Grouping = (typeof groupings)[number];

/**
 * What people decided about a repository: its configuration, over the organisation's, over the defaults, within the
 * operator's bounds. `core/config` makes it of texts; every other stage takes it as it is.
 */
export interface Policy {
  readonly mode: Mode;
  /** Name of a data source of the operator; `null`: the only one there is. */
  readonly source: string | null;
  /** How much history is read. */
  readonly window: Duration;
  readonly grouping: Grouping;
  readonly limits: {
    /** Pull requests open at the same time; at most so many are opened an hour. */
    readonly open: number;
    readonly openedAnHour: number;
    /** Merged and not verified yet, per namespace and cluster. */
    readonly inFlight: number;
  };
  /** When passes begin. */
  readonly schedule: Schedule;
  /** When pull requests may be opened and updated; `null`: at any time. Safety and what was asked for do not wait. */
  readonly openDuring: Schedule | null;
  readonly freezes: readonly Freeze[];
  readonly updates: {
    /** A smaller move of a proposed value is no reason to push, as a share of it. */
    readonly deadBand: number;
    /** The same for a pull request that is approved. */
    readonly approvedDeadBand: number;
    /** Evaluations in a row that must want the move. */
    readonly evaluations: number;
  };
  readonly rejections: {
    /** How long a closed pull request silences proposals like it. */
    readonly lasts: Duration;
    /** Like it: in the same direction, and within this share of the rejected value. */
    readonly within: number;
  };
  readonly pullRequests: {
    readonly draft: boolean;
    readonly labels: readonly string[];
    readonly semanticCommits: "auto" | "always" | "never";
    /** A closed one that is wanted again is reopened within this time. */
    readonly reopenWithin: Duration;
    /** Only by rule; off without one. */
    readonly autoMerge: boolean;
  };
  readonly dashboard: { readonly title: string } | null;
  readonly tuning: PolicyTuning;
  /** Paths that may be edited, as globs; all without any. */
  readonly paths: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** In the order of the file; of those that match a target, the last one wins, key by key. */
  readonly rules: readonly Rule[];
}

/** What `rules` may also say for some targets. `null`: the tuner's default. */
export interface PolicyTuning {
  /** Share of the time that usage may exceed the CPU request, 0 to 1. */
  readonly risk: number;
  readonly cpuLimits: "keep" | "ratio" | "none" | "equal";
  readonly memoryLimits: "keep" | "ratio" | "equal";
  /** What lowering must save a month, in the currency of the prices; `null`: no amount. */
  readonly minimumSaving: number | null;
}

/** Cron expressions in a time zone. As a window, a minute that one of them names is inside. */
export interface Schedule {
  readonly crons: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
}

/** A time in which nothing is opened, updated or merged, but for safety. */
export interface Freeze {
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
}

export interface Rule {
  /** Name for people, or where it stands: `rules[2]`. */
  readonly name: string;
  readonly match: RuleMatch;
  readonly then: RuleEffect;
}

/** All keys that are there must match; within a key, one pattern must. Globs; a leading `!` excludes. */
export interface RuleMatch {
  readonly paths?: readonly string[];
  readonly kinds?: readonly WorkloadKind[];
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly string[];
  readonly workloads?: readonly string[];
  readonly containers?: readonly string[];
  readonly settings?: readonly SettingName[];
  readonly direction?: "raise" | "lower";
  readonly environments?: readonly string[];
}

export interface RuleEffect {
  /** `false`: nothing is proposed. */
  readonly enabled?: boolean;
  readonly mode?: Mode;
  readonly tuning?: Partial<PolicyTuning>;
  /** Bounds of the value, as Kubernetes quantities. */
  readonly floor?: string;
  readonly ceiling?: string;
  readonly labels?: readonly string[];
  readonly autoMerge?: boolean;
}
