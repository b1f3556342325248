import type {
  ContainerRef,
  Mode,
  Policy,
  PolicyTuning,
  Rule,
  RuleMatch,
  SettingName,
} from "../model/index.ts";
import { modes } from "../model/index.ts";
import { anyGlob, type Glob } from "./glob.ts";

/** What rules look at. `null` is not known (yet), and matches nothing. */
export interface RuleSubject {
  readonly target: ContainerRef;
  /** Name of the environment. */
  readonly environment: string | null;
  /** File that sets the value. */
  readonly path: string | null;
  readonly setting: SettingName | null;
  readonly direction: "raise" | "lower" | null;
}

/** What holds for one subject. */
export interface Settled {
  readonly enabled: boolean;
  readonly mode: Mode;
  readonly tuning: PolicyTuning;
  readonly floor: string | null;
  readonly ceiling: string | null;
  readonly labels: readonly string[];
  readonly autoMerge: boolean;
  /** Name of the rule that set a value: `mode`, `tuning.risk`. What is not there is the policy's. */
  readonly rules: ReadonlyMap<string, string>;
}

/** Goes through the rules of a policy: the last one that matches wins, key by key; labels add up. */
export function settle(policy: Policy, subject: RuleSubject): Settled {
  const rules = new Map<string, string>();
  let settled: Omit<Settled, "rules"> = {
    enabled: true,
    mode: policy.mode,
    tuning: policy.tuning,
    floor: null,
    ceiling: null,
    labels: policy.pullRequests.labels,
    autoMerge: false,
  };
  for (const rule of policy.rules) {
    if (!matches(rule, subject)) continue;
    const { tuning = {}, labels = [], mode, ...effect } = rule.set;
    settled = {
      ...settled,
      ...effect,
      mode: mode === undefined ? settled.mode : lesser(mode, policy.mode),
      tuning: { ...settled.tuning, ...tuning },
      labels: [...new Set([...settled.labels, ...labels])],
    };
    for (const key of Object.keys(rule.set)) if (key !== "tuning") rules.set(key, rule.name);
    for (const key of Object.keys(tuning)) rules.set(`tuning.${key}`, rule.name);
  }
  return { ...settled, rules };
}

/** What holds for everything that goes into one pull request: the most careful answer, and all labels. */
export function settleTogether(
  policy: Policy,
  subjects: readonly RuleSubject[],
): Pick<Settled, "mode" | "labels" | "autoMerge"> {
  const all = subjects.map((subject) => settle(policy, subject));
  return {
    mode: all.reduce<Mode>((least, { mode }) => lesser(least, mode), policy.mode),
    labels: [...new Set([...policy.pullRequests.labels, ...all.flatMap(({ labels }) => labels)])],
    autoMerge: all.length > 0 && all.every(({ autoMerge }) => autoMerge),
  };
}

/** The policy with other dials, whatever its rules say of them: what a flag of the command line asks for. */
export function overrideTuning(policy: Policy, tuning: Partial<PolicyTuning>): Policy {
  const keys = Object.keys(tuning);
  const without = (rule: Rule): Rule => {
    const kept = Object.entries(rule.set.tuning ?? {}).filter(([key]) => !keys.includes(key));
    return { ...rule, set: { ...rule.set, tuning: Object.fromEntries(kept) } };
  };
  return { ...policy, tuning: { ...policy.tuning, ...tuning }, rules: policy.rules.map(without) };
}

/** A rule takes back, it does not go further than the repository. */
function lesser(one: Mode, other: Mode): Mode {
  return modes.indexOf(one) < modes.indexOf(other) ? one : other;
}

function matches(rule: Rule, { target, environment, path, setting, direction }: RuleSubject): boolean {
  const { match } = rule;
  return (
    fits(match.kinds, target.kind) &&
    fits(match.settings, setting) &&
    (match.direction === undefined || match.direction === direction) &&
    fitsGlobs(match, "paths", path) &&
    fitsGlobs(match, "namespaces", target.namespace) &&
    fitsGlobs(match, "clusters", target.cluster ?? null) &&
    fitsGlobs(match, "workloads", target.name) &&
    fitsGlobs(match, "containers", target.container) &&
    fitsGlobs(match, "environments", environment)
  );
}

function fits<T>(wanted: readonly T[] | undefined, value: T | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

type GlobKey = "paths" | "namespaces" | "clusters" | "workloads" | "containers" | "environments";

function fitsGlobs(match: RuleMatch, key: GlobKey, text: string | null): boolean {
  const patterns = match[key];
  return patterns === undefined || (text !== null && compiled(patterns)(text));
}

// The same few lists are asked for every container; they are values, so what is made of them may be kept.
const kept = new WeakMap<readonly string[], Glob>();

function compiled(patterns: readonly string[]): Glob {
  const there = kept.get(patterns);
  if (there !== undefined) return there;
  const made = anyGlob(patterns);
  kept.set(patterns, made);
  return made;
}
