import { err, ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import { generatedMarker } from "../file-markers.ts";
import type { Format } from "./format.ts";
import { formatOf, formats } from "./formats.ts";

/** A file whose values can be edited. */
export interface DeclaredFile {
  readonly file: string;
  readonly format: Format;
  /** Its whole text, and what stands before the part that formats are given. */
  readonly whole: string;
  readonly mark: string;
}

// A person's configuration is far smaller; the parsers take up to a few seconds for this much that is made to hurt.
const longestText = 512 * 1024;

/** Errors: `unreadable-file`, `symlinked-file`, `generated-file` or `unknown-format`. */
export function openDeclared({ files }: RepositoryFiles, file: string): Result<DeclaredFile, Refusal> {
  const found = files.get(file);
  const format = formatOf(file);
  if (found?.kind === "symlink") return err({ code: "symlinked-file", file, pointsTo: found.target });
  if (found?.kind !== "text")
    return unreadable(file, found === undefined ? "it is not there" : "it is no text, or too large");
  if (format === null) return err({ code: "unknown-format", file, formats: formats.map(({ name }) => name) });
  const whole = found.text;
  if (whole.length > longestText) return unreadable(file, "it is larger than 512 KiB");
  const marker = generatedMarker(whole);
  if (marker !== null) return err({ code: "generated-file", file, marker });
  return ok({ file, format, whole, mark: whole.startsWith("\uFEFF") ? "\uFEFF" : "" });
}

function unreadable(file: string, problem: string): Result<never, Refusal> {
  return err({ code: "unreadable-file", file, problem });
}
