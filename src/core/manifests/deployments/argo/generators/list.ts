import type { Data } from "../../../data.ts";
import { itemsAt, scalarAt } from "../../declared-object.ts";
import { parseData } from "../../node-data.ts";
import type { ParameterSet } from "../placeholders.ts";
import type { Generated, GeneratorContext } from "./generated.ts";

/** `list`: the parameters as they stand there. */
export function readList({ goTemplate, doubts }: GeneratorContext, body: Data): Generated {
  const elements = [...itemsAt(body, ["elements"])];
  const yaml = scalarAt(body, ["elementsYaml"]);
  if (yaml?.includes("{{")) doubts.placeholder(yaml);
  else if (yaml !== null) {
    const data = parseData("elementsYaml", yaml);
    if (Array.isArray(data)) elements.push(...(data as readonly Data[]));
    else doubts.undecided("its elementsYaml is no list in YAML");
  }
  return { sets: elements.map((element) => elementSet(element, goTemplate)), open: [], possible: [] };
}

// Without Go templates only the mapping `values` may be nested, and its entries are called `values.x`.
function elementSet(element: Data, goTemplate: boolean): ParameterSet {
  const set = new Map<string, Data>();
  if (!(element instanceof Map)) return set;
  for (const [key, value] of element) {
    if (!goTemplate && key === "values" && value instanceof Map)
      for (const [name, item] of value) set.set(`values.${name}`, item as Data);
    else set.set(String(key), value as Data);
  }
  return set;
}
