import { modes } from "../model/index.ts";
import { isPlainMap, type Plain, type PlainMap } from "./config-document.ts";
import { type ConfigLayer, type Origin, problemAt } from "./config-layer.ts";
import { parsePercent } from "./fields.ts";
import type { Merged } from "./merge-layers.ts";
import { type ConfigPath, type ConfigProblem, describePath } from "./problem.ts";

/** What repositories and organisations can only tighten. */
export interface Bounds {
  readonly mode: (typeof modes)[number];
  readonly risk: number;
  readonly open: number;
  readonly openedAnHour: number;
  readonly extraForSafety: number;
  readonly inFlight: number;
  readonly autoMerge: boolean;
  /** Globs of files that may be edited; none: all. */
  readonly paths: readonly string[];
}

interface Bound {
  readonly path: readonly string[];
  /** In a rule, too. */
  readonly inRules: boolean;
  /** What is allowed, as it would be written; `null` where this value is within the bound. */
  readonly allowed: (value: Plain, bounds: Bounds) => Plain | null;
}

// What is no mode is found nowhere.
const rank = (mode: Plain): number => (modes as readonly Plain[]).indexOf(mode);

const amount =
  (key: "open" | "openedAnHour" | "extraForSafety" | "inFlight") =>
  (value: Plain, bounds: Bounds): Plain | null =>
    typeof value === "number" && value > bounds[key] ? bounds[key] : null;

const bounded: readonly Bound[] = [
  {
    path: ["mode"],
    inRules: true,
    allowed: (value, { mode }) => (rank(value) > rank(mode) ? mode : null),
  },
  {
    path: ["tuning", "risk"],
    inRules: true,
    allowed: (value, { risk }) =>
      typeof value === "string" && (parsePercent(value) ?? 0) > risk
        ? `${Number((risk * 100).toFixed(6))}%`
        : null,
  },
  {
    path: ["autoMerge"],
    inRules: true,
    allowed: (value, { autoMerge }) => (value === true && !autoMerge ? false : null),
  },
  { path: ["limits", "open"], inRules: false, allowed: amount("open") },
  { path: ["limits", "openedAnHour"], inRules: false, allowed: amount("openedAnHour") },
  { path: ["limits", "extraForSafety"], inRules: false, allowed: amount("extraForSafety") },
  { path: ["limits", "inFlight"], inRules: false, allowed: amount("inFlight") },
];

/** Where a file of a repository or organisation asks for more than the operator allows. */
export function looserThan(bounds: Bounds, { value, boundBy }: ConfigLayer): readonly ConfigProblem[] {
  if (boundBy === null) return [];
  const rules = value["rules"];
  const places: readonly (readonly [ConfigPath, Bound])[] = bounded.flatMap((bound) => [
    [bound.path, bound] as const,
    ...(bound.inRules && Array.isArray(rules)
      ? rules.map((_, index) => [["rules", index, "set", ...bound.path], bound] as const)
      : []),
  ]);
  return places.flatMap(([path, bound]) => {
    const there = valueAt(value, path);
    const allowed = there === undefined ? null : bound.allowed(there, bounds);
    if (there === undefined || allowed === null) return [];
    const message = `${String(there)} is more than the operator of this server allows, which is ${String(allowed)}`;
    return [problemAt(boundBy, path, message)];
  });
}

/** Defaults and presets come down to what is allowed; nobody wrote them for this server. */
export function withinBounds(bounds: Bounds, { value, origins }: Merged): Merged {
  const clamped = new Map<string, Origin>(origins);
  let result = value;
  for (const { path, allowed } of bounded) {
    const there = valueAt(result, path);
    const most = there === undefined ? null : allowed(there, bounds);
    if (most === null) continue;
    result = withValue(result, path, most);
    clamped.set(describePath(path), { kind: "bound" });
  }
  return { value: result, origins: clamped };
}

function withValue(map: PlainMap, [key = "", ...rest]: readonly string[], value: Plain): PlainMap {
  const there = map[key];
  return {
    ...map,
    [key]: rest.length === 0 ? value : withValue(isPlainMap(there) ? there : {}, rest, value),
  };
}

function valueAt(root: Plain, path: ConfigPath): Plain | undefined {
  let at: Plain | undefined = root;
  for (const part of path) {
    if (typeof part === "number") at = Array.isArray(at) ? at[part] : undefined;
    else at = isPlainMap(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }
  return at;
}
