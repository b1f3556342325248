import { err, ok, type Refusal, type Result } from "../../../../model/index.ts";
import type { Format, FoundValue } from "../../format.ts";
import { malformed, type SourceText } from "../../source-text.ts";
import { type Entry, lineFormat } from "./line-format.ts";

/** INI files, edited only where the dialects agree: no comments behind values, no values of several lines. */
export const iniFormat: Format = lineFormat({
  name: "INI",
  endings: [".ini", ".cfg"],
  foldsCase: true,
  entriesOf,
  spell,
});

function entriesOf(source: SourceText): Result<readonly Entry[], Refusal> {
  const entries: Entry[] = [];
  let section = "";
  let indent = Number.POSITIVE_INFINITY;
  let at = 0;
  for (const whole of source.text.split("\n")) {
    const line = whole.replace(/\r$/, "");
    const content = line.trim();
    const margin = line.length - line.trimStart().length;
    const header = /^\[([^\]]*)\]\s*(?:[;#].*)?$/.exec(content);
    if (header !== null) [section, indent] = [header[1] ?? "", Number.POSITIVE_INFINITY];
    else if (content.startsWith("[") && margin === 0)
      return malformed(source, at, { format: "INI", problem: "a section's name is not closed" });
    else if (content !== "" && !/^[;#]/.test(content)) {
      // What is indented deeper than its key belongs to that key's value.
      const last = entries.at(-1);
      if (margin > indent && last !== undefined)
        entries[entries.length - 1] = { ...last, odd: "a value of several lines" };
      else {
        indent = margin;
        const entry = entryOf(section, line, at);
        if (entry !== null) entries.push(entry);
      }
    }
    at += whole.length + 1;
  }
  return ok(entries);
}

function entryOf(section: string, line: string, at: number): Entry | null {
  const split = line.search(/[=:]/);
  const name = line.slice(0, split).trim();
  if (split < 0 || name === "") return null;
  const rest = line.slice(split + 1);
  const value = rest.trim();
  const offset = at + split + 1 + (value === "" ? rest.length : rest.length - rest.trimStart().length);
  const quote = /^(["'])(?:[^"'\\]*)\1$/.exec(value)?.[1] ?? "";
  const text = quote === "" ? value : value.slice(1, -1);
  return {
    key: section === "" ? name : `${section}.${name}`,
    at,
    start: offset,
    end: offset + value.length,
    text,
    quote,
    odd: /[;#"'\\]/.test(text) ? "a value that dialects read differently" : null,
  };
}

function spell({ quote }: FoundValue, value: string): Result<string, string> {
  if (value === "" || /[;#"'\\%$]/.test(value) || value.trim() !== value)
    return err("dialects of INI would read it differently");
  return ok(`${quote}${value}${quote}`);
}
