import { isMap, isSeq, type Node, type Pair } from "yaml";
import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { lineEndingOf } from "../file-markers.ts";
import { isNull, pairOf, rangeOf } from "../yaml-nodes.ts";
import { lineOf, type YamlText } from "../yaml-text.ts";
import { Draft } from "./draft.ts";
import type { Edit } from "./edit.ts";
import { afterColon, columnOf, endOfLine, gapAfter, indentStep } from "./insertion-point.ts";
import { type NewPatch, type PatchLine, patchBody, patchTarget } from "./patch-body.ts";

/** New entries of `patches:` in a kustomization, or in the declaration of what deploys it. */
export interface NewPatches {
  readonly edits: readonly Edit[];
  /** What a parser must find in the new text: path below the mapping, and the exact value. */
  readonly leaves: readonly { readonly path: readonly (string | number)[]; readonly value: string }[];
}

/** The mapping that has or gets `patches`. */
export interface PatchHolder {
  readonly yaml: YamlText;
  readonly root: Node | null;
}

/**
 * Adds one inline patch for each object after the patches that are there, so that it is applied last; with `under`, in a
 * new mapping under that key.
 */
export function addPatches(
  { yaml, root }: PatchHolder,
  patches: readonly NewPatch[],
  under: string | null,
): Result<NewPatches, Refusal> {
  const { file } = yaml;
  const refuse = (construct: string, at: Node): Result<never, Refusal> =>
    err({ code: "unsupported-syntax", file, line: lineOf(yaml, rangeOf(at)[0]), construct });
  if (!isMap(root) || root.flow === true || root.items.length === 0) {
    return err({
      code: "unsupported-syntax",
      file,
      line: 1,
      construct: "a kustomization that is no block mapping",
    });
  }
  const indentless = listsAreIndentless(yaml.text, root);
  const pair = under === null ? pairOf(root, "patches") : undefined;
  const list = (pair?.value ?? null) as Node | null;
  if (isSeq(list) && list.flow !== true && list.items.length > 0) {
    const column = dashColumn(yaml.text, list);
    const gap = gapAfter(yaml.text, list);
    if (column === null || gap.atLineStart) return refuse("an unusual list of patches", list);
    const edit = itemsEdit(yaml.text, patches, column, indentless, gap.at, "");
    return ok({ edits: [edit], leaves: leavesOf(patches, list.items.length, indentless) });
  }
  const leaves = leavesOf(patches, 0, indentless);
  const outer = columnOf(yaml.text, root);
  const own = under === null ? outer : outer + indentStep(yaml.text, yaml.documents[0]?.contents ?? null);
  const column = own + (indentless ? 0 : 2);
  if (pair === undefined) {
    const gap = gapAfter(yaml.text, root);
    if (gap.atLineStart) return refuse("a block scalar with kept blank lines at the end", root);
    const above = under === null ? "" : `${" ".repeat(outer)}${under}:${lineEndingOf(yaml.text)}`;
    const key = `${above}${" ".repeat(own)}patches:`;
    return ok({ edits: [itemsEdit(yaml.text, patches, column, indentless, gap.at, key)], leaves });
  }
  if (!(isNull(list) || (isSeq(list) && list.items.length === 0)))
    return refuse("patches in flow style", list ?? root);
  return ok({ edits: fillEmpty(yaml.text, pair, list, patches, column, indentless), leaves });
}

function fillEmpty(
  text: string,
  pair: Pair,
  list: Node | null,
  patches: readonly NewPatch[],
  column: number,
  indentless: boolean,
): readonly Edit[] {
  const colon = afterColon(text, pair);
  const end = Math.max(colon, list === null ? colon : rangeOf(list)[1]);
  const clear: Edit[] = end > colon ? [{ start: colon, end, text: "", marks: [] }] : [];
  return [...clear, itemsEdit(text, patches, column, indentless, endOfLine(text, end), "")];
}

function itemsEdit(
  text: string,
  patches: readonly NewPatch[],
  column: number,
  indentless: boolean,
  at: number,
  key: string,
): Edit {
  const eol = lineEndingOf(text);
  const pad = " ".repeat(column);
  const draft = new Draft();
  if (key !== "") draft.add(`${eol}${key}`);
  for (const patch of patches) {
    const lines: readonly PatchLine[] = [
      { text: "- target:" },
      ...patchTarget(patch).map(([name, value]) => ({ text: `    ${name}: ${plainOrQuoted(value)}` })),
      { text: "  patch: |-" },
      ...patchBody(patch, indentless).map((line) => ({ ...line, text: `    ${line.text}` })),
    ];
    for (const line of lines) {
      draft.add(`${eol}${pad}${line.text}`);
      if (line.value !== undefined) draft.addValue(line.value, line.written);
    }
  }
  return draft.edit(at, at);
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z][\w.-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function leavesOf(patches: readonly NewPatch[], from: number, indentless: boolean): NewPatches["leaves"] {
  return patches.flatMap((patch, index) => {
    const item = ["patches", from + index];
    const body = patchBody(patch, indentless).map(
      (line) => line.text + (line.value === undefined ? "" : line.written),
    );
    return [
      ...patchTarget(patch).map(([name, value]) => ({ path: [...item, "target", name], value })),
      { path: [...item, "patch"], value: body.join("\n") },
    ];
  });
}

function dashColumn(text: string, list: Node): number | null {
  const start = rangeOf(list)[0];
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return text[start] === "-" && /^\uFEFF? *$/.test(line) ? line.replace("\uFEFF", "").length : null;
}

// The style of the first list of the file; kustomize itself writes indentless lists.
function listsAreIndentless(text: string, root: Node): boolean {
  if (!isMap(root)) return true;
  for (const { value } of root.items) {
    if (!isSeq(value) || value.flow === true || value.items.length === 0) continue;
    const column = dashColumn(text, value);
    if (column !== null) return column === columnOf(text, root);
  }
  return true;
}
