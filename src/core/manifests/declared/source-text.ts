import type { Refusal } from "../../model/index.ts";
import { err, type Result } from "../../model/index.ts";

/** One text as a format's reader gets it: without a byte order mark, offsets counted in UTF-16. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** One-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

type Refused = Result<never, Refusal>;

export function malformed(
  source: SourceText,
  offset: number,
  { format, problem }: { readonly format: string; readonly problem: string },
): Refused {
  const line = lineAt(source.text, offset);
  return err({ code: "malformed-file", file: source.file, line, format, problem: problem.slice(0, 160) });
}

/** Without `instead`, whoever asked the format says what is there. */
export function missing(source: SourceText, path: string, instead = ""): Refused {
  return err({ code: "no-value-at-path", file: source.file, path, instead });
}

export function repeated(source: SourceText, path: string, offsets: readonly number[]): Refused {
  const lines = offsets.slice(0, 5).map((offset) => lineAt(source.text, offset));
  return err({ code: "repeated-path", file: source.file, path, lines });
}

export function unsupported(source: SourceText, offset: number, construct: string): Refused {
  return err({
    code: "unsupported-syntax",
    file: source.file,
    line: lineAt(source.text, offset),
    construct,
  });
}

export function substituted(source: SourceText, offset: number, text: string): Refused {
  const line = lineAt(source.text, offset);
  return err({ code: "substituted-value", file: source.file, line, text: text.slice(0, 80) });
}
