import { createTwoFilesPatch } from "diff";
import { type FileChange, showText } from "../../../core/model/index.ts";
import type { Terminal } from "./terminal.ts";

const longestLine = 500;

/** Unified diff of the exact edits, as `git apply` reads it. */
export function diffReport(changes: readonly FileChange[], { colour, isTerminal }: Terminal): string {
  return (
    changes
      .map(({ path, before, after }) => {
        const from = before === "" ? "/dev/null" : `a/${path}`;
        const patch = createTwoFilesPatch(from, `b/${path}`, before, after, undefined, undefined, {
          context: 3,
        });
        return patch.replace(/^={3,}\n/, "");
      })
      .join("")
      .split("\n")
      // A file may hold control sequences; a patch has to keep them, a terminal must not obey them.
      .map((line) => (isTerminal ? showText(line, longestLine) : line))
      .map((line) => {
        if (line.startsWith("+++") || line.startsWith("---")) return colour.bold(line);
        if (line.startsWith("+")) return colour.green(line);
        if (line.startsWith("-")) return colour.red(line);
        return line.startsWith("@@") ? colour.cyan(line) : line;
      })
      .join("\n")
  );
}
