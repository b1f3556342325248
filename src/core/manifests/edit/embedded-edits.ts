import { lineEndingOf } from "../file-markers.ts";
import type { YamlText } from "../yaml-text.ts";
import type { Edit } from "./edit.ts";

/** Edits of a text that is written inside a file, as edits of the file. The embedding must be `verbatim`. */
export function toFileEdits(yaml: YamlText, fileText: string, edits: readonly Edit[]): readonly Edit[] {
  const { embedding } = yaml;
  if (embedding === null) return edits;
  const lineBreak = `${lineEndingOf(fileText)}${embedding.pad}`;
  const written = (text: string): string => text.replace(/\r?\n/g, lineBreak);
  return edits.map((edit) => ({
    start: embedding.offsetOf(edit.start),
    end: embedding.offsetOf(edit.end),
    text: written(edit.text),
    marks: edit.marks.map((mark) => ({ ...mark, at: written(edit.text.slice(0, mark.at)).length })),
  }));
}
