import type { FieldName } from "../../model/index.ts";
import type { Substitution } from "../deployments/deployment.ts";
import type { ScalarSlot } from "../slots.ts";
import type { TracedValue, VariableUse } from "../traced-value.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";
import type { DeclaredPlaces } from "./declared-places.ts";
import { parseTemplate } from "./envsubst/template.ts";
import type { Expansion, TextPart } from "./envsubst/template-part.ts";
import { stateOf } from "./variables.ts";

/** What a deployer fills into a render, and where it has it from. */
export interface Filling {
  readonly substitution: Substitution;
  readonly declared: DeclaredPlaces;
}

/** What a value depends on. */
interface Context extends Filling {
  /** Something else in the environment reads the variable. */
  isShared(name: string): boolean;
}

/**
 * What decides a value that is written as one expansion; `null` for any other, and where it cannot be known: because a
 * text stands beside the expansion, or a config map or secret outside of the repository may set the variable.
 */
export function traceVariable(value: TracedValue, setting: FieldName, context: Context): TracedValue | null {
  if (value.from !== "slot") return null;
  const writtenIn = value.slot;
  const text = textOf(writtenIn.node) ?? "";
  if (!text.startsWith("${")) return null;
  const template = parseTemplate(text);
  const [only, ...others] = template.ok ? template.value : [];
  if (only === undefined || only.kind === "text" || others.length > 0) return null;
  const decision = decide(only, writtenIn, context);
  if (decision === null) return null;
  const { slot, ...use } = decision;
  const variable: VariableUse = { name: only.name, writtenIn, ...use };
  if (slot === null) return { ...value, variable };
  return { from: "slot", slot: { ...slot, setting }, through: null, variable };
}

interface Decision extends Pick<VariableUse, "decides" | "text" | "part" | "isShared"> {
  /** `null`: it stands in the scalar that is written with the variable. */
  readonly slot: Omit<ScalarSlot, "setting"> | null;
}

function decide(expansion: Expansion, writtenIn: ScalarSlot, context: Context): Decision | null {
  const { name, operator, args } = expansion;
  if (!["", "=", ":=", ":-"].includes(operator)) return null;
  const state = stateOf(context.substitution, name);
  if (state.state === "unseen") return null;
  if (state.state === "set" && state.text !== "") {
    const slot = state.at === null ? null : context.declared.slotAt(state.at);
    if (state.at === null || slot === null) return null;
    const isShared = context.isShared(name) || context.declared.isShared(state.at);
    return { decides: "variable", slot, text: state.text, part: null, isShared };
  }
  const [first, ...others] = args;
  if (others.length > 0) return null;
  if (first === undefined)
    return { decides: "nothing", slot: null, text: null, part: null, isShared: context.isShared(name) };
  return first.kind === "text" ? decideByDefault(first, writtenIn) : decide(first, writtenIn, context);
}

// A default may be quoted itself: it becomes part of the manifest's own text.
function decideByDefault({ text, start, end }: TextPart, writtenIn: ScalarSlot): Decision {
  const inner = /^(["'])([^"'\\]*)\1$/.exec(text)?.[2];
  const quote = inner === undefined ? 0 : 1;
  const from = offsetOfText(writtenIn);
  const part = from === null ? null : { start: from + start + quote, end: from + end - quote };
  return { decides: "default", slot: null, text: inner ?? text, part, isShared: false };
}

/** Where the text of a scalar begins in its YAML; `null` where it does not stand there as it is. */
function offsetOfText({ yaml, node }: ScalarSlot): number | null {
  const [start, end] = rangeOf(node);
  const quote = node.type === "PLAIN" ? 0 : 1;
  return yaml.text.slice(start + quote, end - quote) === textOf(node) ? start + quote : null;
}
