import type { Substitution, Variable } from "../deployments/deployment.ts";
import type { LookUp } from "./envsubst/evaluate.ts";

/** What a deployment says of one variable. */
export type VariableState =
  /** The text has no line breaks, which Flux takes out. */
  | { readonly state: "set"; readonly text: string; readonly at: Variable["at"] }
  | { readonly state: "unset" }
  /** It may come from a config map or secret that no file of the repository holds. */
  | { readonly state: "unseen"; readonly holder: string };

/** The variable as it is once all sources are read: the last one that sets it counts. */
export function stateOf({ variables, unseen }: Substitution, name: string): VariableState {
  const index = variables.findLastIndex((variable) => variable.name === name);
  const hidden = unseen.find(({ after }) => after > index);
  if (hidden !== undefined) return { state: "unseen", holder: hidden.holder };
  const variable = variables[index];
  if (variable === undefined) return { state: "unset" };
  return { state: "set", text: variable.value.replaceAll("\n", ""), at: variable.at };
}

export function lookUpIn(substitution: Substitution): LookUp {
  const known = new Map<string, string | null>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const variable = stateOf(substitution, name);
    const text = variable.state === "set" ? variable.text : variable.state === "unset" ? "" : null;
    known.set(name, text);
    return text;
  };
}

/** Flux fills nothing in where it has no variables, not even defaults. */
export function fillsIn({ variables, unseen }: Substitution): boolean {
  return variables.length + unseen.length > 0;
}

/** What Flux accepts as a name; one that is not makes it refuse all. */
export function isVariableName(name: string): boolean {
  return /^[_A-Za-z][_A-Za-z0-9]*$/.test(name);
}
