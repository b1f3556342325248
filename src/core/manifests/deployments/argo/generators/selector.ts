import type { Data } from "../../../data.ts";
import { entriesAt, fieldAt, itemsAt, textsAt } from "../../declared-object.ts";
import { flattenParameters, type ParameterSet } from "../placeholders.ts";

/** Whether a set passes the `selector` of a generator, a label selector over the parameters. */
export function isSelected(selector: Data, set: ParameterSet): boolean {
  const flat = flattenParameters(set);
  return (
    entriesAt(selector, ["matchLabels"]).every(([key, value]) => flat.get(key) === value) &&
    itemsAt(selector, ["matchExpressions"]).every((expression) => holds(expression, flat))
  );
}

function holds(expression: Data, flat: ReadonlyMap<string, string>): boolean {
  const value = flat.get(fieldAt(expression, ["key"]) ?? "");
  const values = textsAt(expression, ["values"]);
  switch (fieldAt(expression, ["operator"])) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return true;
  }
}
