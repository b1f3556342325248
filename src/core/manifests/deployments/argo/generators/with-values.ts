import type { Data } from "../../../data.ts";
import { fillPlaceholders, type ParameterSet } from "../placeholders.ts";

/** Adds the `values` of a generator, which may use what the generator itself found. */
export function withValues(
  set: ParameterSet,
  values: readonly (readonly [string, string])[],
  goTemplate: boolean,
): ParameterSet {
  if (values.length === 0) return set;
  const filled = values.map(([name, value]): [string, Data] => [
    name,
    fillPlaceholders(value, set, goTemplate).text,
  ]);
  return goTemplate
    ? new Map<string, Data>([...set, ["values", new Map(filled)]])
    : new Map<string, Data>([
        ...set,
        ...filled.map(([name, value]): [string, Data] => [`values.${name}`, value]),
      ]);
}
