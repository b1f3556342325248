import type { Data } from "../../../data.ts";
import { itemsAt, textsAt } from "../../declared-object.ts";
import { fillData, type ParameterSet } from "../placeholders.ts";
import { type Generated, type GeneratorContext, mostSets, nothing, type ReadGenerator } from "./generated.ts";

/** `matrix`: every set of the first with every set of the second, which may use what the first found. */
export function combineMatrix(read: ReadGenerator): ReadGenerator {
  return (context, body) => {
    const [first, second] = itemsAt(body, ["generators"]);
    if (first === undefined || second === undefined) return nothing;
    const outer = read(context, first);
    const [sets, possible]: [ParameterSet[], ParameterSet[]] = [[], []];
    const open = new Set(outer.open);
    const combine = (set: ParameterSet, isPossible: boolean): void => {
      if (sets.length + possible.length > mostSets || !context.reading.work.spend(100)) return;
      const inner = read(context, fillData(second, set, context.goTemplate));
      for (const name of inner.open) open.add(name);
      const into = isPossible ? possible : sets;
      for (const other of inner.sets) into.push(merged(other, set, context.goTemplate));
      for (const other of inner.possible) possible.push(merged(other, set, context.goTemplate));
    };
    for (const set of outer.sets) combine(set, false);
    for (const set of outer.possible) combine(set, true);
    return { sets, open: [...open], possible };
  };
}

/**
 * `merge`: the sets of the first, each with what the others say about the same keys. Where only a cluster knows the
 * first, its set stands for all, and each set of the others for one that may be among them.
 */
export function combineMerge(read: ReadGenerator): ReadGenerator {
  return (context, body) => {
    const [first, ...others] = itemsAt(body, ["generators"]).map((generator) => read(context, generator));
    if (first === undefined) return nothing;
    const keys = textsAt(body, ["mergeKeys"]);
    const open = [...new Set([first, ...others].flatMap((generated) => generated.open))];
    if (first.open.length > 0)
      return { sets: first.sets, open, possible: possibleMerges(context, first, others, keys) };
    let sets = first.sets;
    for (const other of others) {
      const byKey = new Map(other.sets.map((set) => [keyOf(set, keys), set]));
      sets = sets.map((set) => {
        const override = byKey.get(keyOf(set, keys));
        return override === undefined ? set : merged(set, override, context.goTemplate);
      });
    }
    return { sets, open, possible: [] };
  };
}

function possibleMerges(
  { goTemplate }: GeneratorContext,
  first: Generated,
  others: readonly Generated[],
  keys: readonly string[],
): readonly ParameterSet[] {
  const named = new Map<string, ParameterSet>();
  for (const base of first.sets) {
    for (const set of others.flatMap(({ sets }) => sets)) {
      if (!keys.every((key) => set.has(key)) || named.size > mostSets) continue;
      const key = keyOf(set, keys);
      named.set(key, merged(named.get(key) ?? base, set, goTemplate));
    }
  }
  return [...named.values()];
}

// Missing keys are compared as missing, and texts never equal numbers, as in the JSON that Argo CD compares.
function keyOf(set: ParameterSet, keys: readonly string[]): string {
  return JSON.stringify([...keys].sort().map((key) => set.get(key) ?? null));
}

/** The later one wins; Go templates have nested sets, whose mappings are merged at every depth. */
function merged(base: ParameterSet, override: ParameterSet, isDeep: boolean): ParameterSet {
  const result = new Map(base);
  for (const [key, value] of override) {
    const below = result.get(key);
    const isBoth = isDeep && below instanceof Map && value instanceof Map;
    result.set(key, isBoth ? (merged(below as ParameterSet, value as ParameterSet, true) as Data) : value);
  }
  return result;
}
