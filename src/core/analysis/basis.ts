import { bucketOf, type Histogram, nothing, secondsIn, type Usage } from "../model/index.ts";

/** Days that a value may be chosen on. */
export interface Basis {
  readonly days: readonly Histogram[];
  readonly of: BasisOf;
}

/** Whose the days are. The name of a class is `null` for nodes that nothing is known of. */
export type BasisOf =
  | { readonly kind: "all-pods" }
  | { readonly kind: "hottest-pod" }
  | { readonly kind: "node-class"; readonly name: string | null };

/** What was seen of a DaemonSet on nodes of one class. */
export interface NodeClassDays {
  readonly name: string | null;
  /** Those on which it was seen, ascending. */
  readonly days: readonly Histogram[];
  readonly seconds: number;
}

// A node that came and went shows how a pod starts, not what it does.
const leastSeconds = 3600;

/**
 * All pods together, unless one stands out on most days: every pod gets the same value, and the one that does the most
 * must be able to live with it. Which pod that is may change from day to day. The pods of a DaemonSet have different
 * work where nodes are of different sizes, so that each class of nodes is a basis of its own.
 */
export function basesOf(usage: Usage): readonly [Basis, ...Basis[]] {
  const [first, ...others] = nodeClassesOf(usage).map(
    ({ name, days }): Basis => ({ days, of: { kind: "node-class", name } }),
  );
  if (first !== undefined) return [first, ...others];
  const { days } = usage;
  return isMost(days.filter(({ hottest }) => hottest !== null).length, days.length)
    ? [{ days: days.map(({ all, hottest }) => hottest ?? all), of: { kind: "hottest-pod" } }]
    : [{ days: days.map(({ all }) => all), of: { kind: "all-pods" } }];
}

/** Usage by the class of nodes; empty where classes are not known on most days. */
export function nodeClassesOf({ days }: Usage): readonly NodeClassDays[] {
  const known = days.filter(({ classes }) => classes.length > 0);
  if (!isMost(known.length, days.length)) return [];
  const byName = new Map<string | null, Histogram[]>();
  for (const { name, all } of known.flatMap(({ classes }) => classes)) {
    const found = byName.get(name);
    if (found === undefined) byName.set(name, [all]);
    else found.push(all);
  }
  return [...byName]
    .map(([name, own]) => ({
      name,
      days: own,
      seconds: own.reduce((sum, day) => sum + secondsIn(day), 0),
    }))
    .filter(({ seconds }) => seconds >= leastSeconds);
}

function isMost(count: number, of: number): boolean {
  return count * 2 > of;
}

/** Each day as its highest moment alone: a limit is passed by a peak, however short. */
export function dailyPeaks({ days }: Usage): readonly Histogram[] {
  return days.map(({ all: { max } }) => ({
    first: max < nothing ? 0 : bucketOf(max),
    seconds: max < nothing ? new Float64Array() : Float64Array.of(1),
    zeroSeconds: max < nothing ? 1 : 0,
    samples: 1,
    sum: max,
    max,
  }));
}
