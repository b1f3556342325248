import { type CheckAnnotation, type FileChange, showText } from "../model/index.ts";
import { type ChangedBlock, changedBlocks } from "./changed-blocks.ts";

/** Something to say about one value that a change sets. */
export interface LineNote {
  readonly path: string;
  /** Where the value stands before the change, or the key that a new one is added under. One-based. */
  readonly line: number;
  /** The value as it is written after the change; `null`: taken out. */
  readonly proposed: string | null;
  readonly title: string;
  readonly message: string;
}

// A value that is added may come as a block of its own, some lines below the key that it is added under.
const nearEnough = 20;

const longestTitle = 200;
const longestMessage = 2000;

/**
 * Notes on the lines that the change writes. One whose line the diff does not show is left out: GitHub would show it
 * nowhere. Annotations are plain text, so nothing in them is markup.
 */
export function annotateLines(
  notes: readonly LineNote[],
  files: readonly FileChange[],
): readonly CheckAnnotation[] {
  const known = new Map(
    files.map((file) => [file.path, { lines: file.after.split("\n"), blocks: changedBlocks(file) }]),
  );
  return notes.flatMap((note) => {
    const file = known.get(note.path);
    const block = file?.blocks.find((each) => concerns(each, note.line));
    if (file === undefined || block === undefined) return [];
    return [
      {
        path: note.path,
        line: lineIn(block, note, file.lines),
        level: "notice" as const,
        title: showText(note.title, longestTitle),
        message: showText(note.message, longestMessage),
      },
    ];
  });
}

function concerns({ before }: ChangedBlock, line: number): boolean {
  return before.to > line ? before.from <= line + nearEnough : before.to === line && before.from === line;
}

/** The line in the new file: the one in the old one's place if it holds the value, else the first that does. */
function lineIn(
  { before, after }: ChangedBlock,
  { line, proposed }: LineNote,
  lines: readonly string[],
): number {
  // Nothing was written here; the line above what was taken out is part of the diff.
  if (after.from === after.to) return Math.max(1, after.from - 1);
  const inPlace = Math.min(Math.max(after.from + line - before.from, after.from), after.to - 1);
  if (proposed === null) return inPlace;
  const holds = (at: number) => lines[at - 1]?.includes(proposed) === true;
  if (holds(inPlace)) return inPlace;
  for (let at = after.from; at < after.to; at += 1) if (holds(at)) return at;
  return inPlace;
}
