import type { Data } from "../../../data.ts";
import { entriesAt } from "../../declared-object.ts";
import type { ParameterSet } from "../placeholders.ts";
import type { Generated, GeneratorContext } from "./generated.ts";
import { withValues } from "./with-values.ts";

/** `clusters` and its like: one set for all that the cluster will answer, with the `values` that are written here. */
export function readOpen(name: string) {
  return ({ goTemplate }: GeneratorContext, body: Data): Generated => {
    const empty: ParameterSet = new Map();
    return { sets: [withValues(empty, entriesAt(body, ["values"]), goTemplate)], open: [name], possible: [] };
  };
}
