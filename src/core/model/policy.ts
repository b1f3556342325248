import { type Duration, duration, type Instant } from "./instant.ts";
import type { Resource, SettingName } from "./setting.ts";
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
 * How a limit follows its request. Memory has no `none`: CPU beyond a limit that is gone is shared by the requests, but
 * memory beyond it is taken from a node until the kernel or the kubelet kills, and not always the one that took it.
 */
export const limitPolicies = {
  cpu: ["keep", "ratio", "equal", "none"],
  memory: ["keep", "ratio", "equal"],
} as const satisfies Readonly<Record<Resource, readonly string[]>>;

export type LimitPolicyOf<R extends Resource> = (typeof limitPolicies)[R][number];

/**
 * `keep`: the limit stays as it is. `ratio`: it keeps its ratio to the request. `equal`: it is the request. `none`: it
 * goes. A CPU limit is never lowered, and a container without a limit is given none.
 */
export type LimitPolicy = LimitPolicyOf<Resource>;

/**
 * Shares that may be accepted as risk. Ten times a day is no promise any more, and a part in a hundred thousand cannot
 * be told from two weeks.
 */
export const riskRange = { least: 0.0001, most: 0.2 } as const;

/** A shorter look at the past cannot tell a daily cycle from growth, and every answer would be "too young". */
export const historyRange = { least: duration(2, "d"), most: duration(90, "d") } as const;

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
    /** Beyond `open` and `openedAnHour`, for what a workload is short of. */
    readonly extraForSafety: number;
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
  };
  readonly dashboard: { readonly title: string } | null;
  readonly tuning: PolicyTuning;
  readonly paths: PathScope;
  /** In the order of the file; of those that match a target, the last one wins, key by key. */
  readonly rules: readonly Rule[];
}

/** Files that may be edited, as globs: all of them without any. */
export interface PathScope {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The operator's: one of these must match, too. */
  readonly within: readonly string[];
}

/** What `rules` may also say for some targets. */
export interface PolicyTuning {
  /** Share of the time that usage may exceed the CPU request, 0 to 1. */
  readonly risk: number;
  readonly cpuLimits: LimitPolicyOf<"cpu">;
  readonly memoryLimits: LimitPolicyOf<"memory">;
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
  readonly set: RuleEffect;
}

/**
 * All keys that are there must match; within a key, one pattern must, and none behind a `!`. Globs, except for kinds,
 * settings and direction. What is not known of a target matches nothing.
 */
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
  /** Where it is less than that of the repository, the change goes no further. */
  readonly mode?: Mode;
  readonly tuning?: Partial<PolicyTuning>;
  /** Bounds of what is proposed, as Kubernetes quantities: a lower value is raised to the floor, a higher one refused. */
  readonly floor?: string;
  readonly ceiling?: string;
  readonly labels?: readonly string[];
  readonly autoMerge?: boolean;
}
