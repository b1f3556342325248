import { err, type FieldName, ok, type Refusal, type Result } from "../../model/index.ts";
import { spliceAll } from "../splice.ts";
import type { Edit } from "./edit.ts";

export interface AppliedEdits {
  readonly text: string;
  /** Edits of the new text that bring back the old one, byte for byte. */
  readonly inverse: readonly Edit[];
  /** One-based line in the new text of each setting that was written. */
  readonly lines: readonly {
    readonly setting: FieldName;
    readonly container: string;
    readonly line: number;
  }[];
}

/** Applies edits that do not overlap. Every byte outside them stays. */
export function applyEdits(text: string, edits: readonly Edit[]): Result<AppliedEdits, Refusal> {
  const ordered = [...edits].sort((left, right) => left.start - right.start || left.end - right.end);
  const overlapping = ordered.some((edit, index) => edit.start < (ordered[index - 1]?.end ?? 0));
  if (overlapping || ordered.some(({ start, end }) => start < 0 || end < start || end > text.length)) {
    return err({ code: "proof-failed", proof: "reparse", unexpected: ["two edits touch the same text"] });
  }
  const after = spliceAll(text, ordered);
  const inverse: Edit[] = [];
  const lines: AppliedEdits["lines"][number][] = [];
  let shift = 0;
  for (const edit of ordered) {
    const start = edit.start + shift;
    inverse.push({ start, end: start + edit.text.length, text: text.slice(edit.start, edit.end), marks: [] });
    for (const { setting, container, at } of edit.marks) {
      lines.push({ setting, container, line: after.slice(0, start + at).split("\n").length });
    }
    shift += edit.text.length - (edit.end - edit.start);
  }
  return ok({ text: after, inverse, lines });
}
