import type { FileDiff } from "../state/git-history.ts";

export interface ReviewComment {
  readonly path: string;
  readonly line?: number;
  readonly side?: string;
  readonly start_line?: number;
}

/** Tells whether a comment stands on lines that the diff shows: changed ones and their context. */
export function shownLines(files: readonly FileDiff[]): (comment: ReviewComment) => boolean {
  const patches = new Map(files.map((file) => [file.path, file.patch]));
  return ({ path, line, side = "RIGHT", start_line: start = line }) => {
    if (line === undefined || start === undefined || start > line) return false;
    const hunks = [...(patches.get(path) ?? "").matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)];
    return hunks.some(([, oldStart, oldCount = "1", newStart, newCount = "1"]) => {
      const from = Number(side === "LEFT" ? oldStart : newStart);
      const count = Number(side === "LEFT" ? oldCount : newCount);
      return start >= from && line < from + count;
    });
  };
}
