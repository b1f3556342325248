import { isAlias, isMap, isSeq, type Node, type Scalar } from "yaml";
import { err, ok, type Refusal, type Result } from "../model/index.ts";
import type { MapPlace, ScalarSlot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import type { TracedValue } from "./traced-value.ts";
import { rangeOf, textOf } from "./yaml-nodes.ts";
import { hasTemplateSyntax, lineOf } from "./yaml-text.ts";

/** Whether a person would want this file edited by a program. */
export function checkFile(survey: Survey, file: string): Result<null, Refusal> {
  const declared = survey.rendered.get(file);
  if (declared !== undefined) {
    const { template } = declared.origin;
    return err({ code: "rendered-declaration", file: template });
  }
  const parsed = survey.parsed.get(file);
  if (parsed === undefined) return err({ code: "unreadable-file", file, problem: "it was not parsed" });
  if (parsed.linkTo !== null) return err({ code: "symlinked-file", file, pointsTo: parsed.linkTo });
  if (parsed.generated !== null) return err({ code: "generated-file", file, marker: parsed.generated });
  return ok(null);
}

/** Whether the value can be replaced without touching anything else in its file. */
export function checkScalar(survey: Survey, slot: ScalarSlot): Result<null, Refusal> {
  const place = checkPlace(survey, slot);
  return place.ok ? checkSpelling(slot) : place;
}

/** Whether a place can be edited without touching anything else in its file. */
export function checkPlace(survey: Survey, slot: ScalarSlot | MapPlace): Result<null, Refusal> {
  const file = checkFile(survey, slot.yaml.file);
  if (!file.ok) return file;
  if (slot.yaml.embedding?.verbatim === null)
    return err(unsupported(slot, "a text inside a folded, escaped or shared scalar"));
  const anchor = sharedAnchor(slot);
  if (anchor === null) return ok(null);
  const line = lineOf(slot.yaml, rangeOf(slot.node)[0]);
  return err({ code: "shared-anchor", file: slot.yaml.file, line, anchor });
}

function unsupported(slot: Pick<ScalarSlot | MapPlace, "yaml" | "node">, construct: string): Refusal {
  const line = lineOf(slot.yaml, rangeOf(slot.node)[0]);
  return { code: "unsupported-syntax", file: slot.yaml.file, line, construct };
}

/** A scalar in its text, wherever that is. */
export type ScalarPlace = Pick<ScalarSlot, "yaml" | "node">;

/** Whether a value is written in a way that allows to replace its text alone. */
export function checkSpelling(place: ScalarPlace): Result<null, Refusal> {
  const construct = oddScalar(place.yaml.text, place.node);
  return construct === null ? ok(null) : err(unsupported(place, construct));
}

/** What the text of a traced value says about it, other than its amount. */
export function checkTracedText({ slot, variable }: TracedSlot): Result<null, Refusal> {
  // The place of a default is known, and nothing else in the text can be odd.
  return variable === undefined || variable.decides === "variable" ? checkValueText(slot) : ok(null);
}

type TracedSlot = Extract<TracedValue, { readonly from: "slot" }>;

/** What the text of a value says about it, other than its amount. */
export function checkValueText(slot: ScalarPlace): Result<null, Refusal> {
  const text = textOf(slot.node) ?? "";
  const file = slot.yaml.file;
  const line = lineOf(slot.yaml, rangeOf(slot.node)[0]);
  if (hasTemplateSyntax(text)) return err({ code: "template-file", file });
  if (/\$[({]|\$[A-Za-z_]/.test(text)) {
    return err({ code: "substituted-value", file, line, text: text.slice(0, 80) });
  }
  // Octal, hexadecimal, binary and grouped numbers are read as different amounts by YAML 1.1 and 1.2.
  if (slot.node.type === "PLAIN" && /^[-+]?0\d|_|^[-+]?0[xob]/i.test(text)) {
    return err({
      code: "unsupported-syntax",
      file,
      line,
      construct: "a number that YAML versions read differently",
    });
  }
  return ok(null);
}

/** Anchor, on the node or above it, that an alias somewhere refers to. */
function sharedAnchor(slot: ScalarSlot | MapPlace): string | null {
  let node: Node | null = slot.yaml.documents[slot.document]?.contents ?? null;
  for (const key of slot.path) {
    const anchor = node === null ? undefined : slot.yaml.aliased.get(node);
    if (anchor !== undefined) return anchor;
    node = childOf(node, key);
  }
  return (node === null ? undefined : slot.yaml.aliased.get(node)) ?? null;
}

function childOf(node: Node | null, key: string | number): Node | null {
  const child = isMap(node) || isSeq(node) ? (node.get(key, true) as Node | undefined) : undefined;
  return child === undefined || isAlias(child) ? null : child;
}

function oddScalar(text: string, node: Scalar): string | null {
  if (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL") return "a block scalar";
  if (node.tag !== undefined) return "a tag";
  const [start, end] = rangeOf(node);
  if (text.slice(start, end).includes("\n")) return "a value of several lines";
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  // `? key` and `: value` are legal YAML that nobody expects.
  return /^\s*(?:[-?]\s+)*[?:](?:\s|$)/.test(before) ? "an explicit key" : null;
}
