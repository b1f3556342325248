import { err, type Freeze, ok, type Policy, type Result, type Rule } from "../model/index.ts";
import { endOfDay, startOfDay } from "./local-time.ts";
import type { ParsedSettings } from "./policy-schema.ts";

/** What is wrong with a freeze, by its position in the list. */
export interface FreezeProblem {
  readonly index: number;
  readonly message: string;
}

/** Settings as every other stage takes them: times without zones, windows with them. */
export function toPolicy(
  settings: ParsedSettings,
  within: readonly string[],
): Result<Policy, readonly FreezeProblem[]> {
  const { timeZone, schedule, openDuring, freezes, paths, rules, ...same } = settings;
  const times = freezes.map((one) => freezeOf(one, timeZone));
  const problems = times.flatMap(({ from, to }, index) =>
    to > from ? [] : [{ index, message: "it ends before it begins" }],
  );
  if (problems.length > 0) return err(problems);
  return ok({
    ...same,
    schedule: { crons: schedule, timeZone },
    openDuring: openDuring === null ? null : { crons: openDuring, timeZone },
    freezes: times,
    paths: { ...paths, within },
    rules: rules.map(ruleOf),
  });
}

function freezeOf({ from, to, reason }: ParsedSettings["freezes"][number], timeZone: string): Freeze {
  return {
    from: typeof from === "string" ? startOfDay(from, timeZone) : from,
    to: typeof to === "string" ? endOfDay(to, timeZone) : to,
    reason,
  };
}

/** zod gives keys that are missing as missing, but its types say `undefined`. */
function ruleOf({ name, match, set }: ParsedSettings["rules"][number], index: number): Rule {
  const { tuning, ...effect } = set;
  return {
    name: name ?? `rules[${index}]`,
    match: present(match),
    set: { ...present(effect), ...(tuning === undefined ? {} : { tuning: present(tuning) }) },
  };
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as Present<T>;
}
