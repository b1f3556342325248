import { err, ok, type Refusal, type Result } from "../../../../model/index.ts";
import type { Format, FoundValue } from "../../format.ts";
import { malformed, type SourceText } from "../../source-text.ts";
import { type Entry, lineFormat } from "./line-format.ts";

/**
 * `.env` files, edited only where a shell, dotenv and Docker read the same. Docker keeps quotes as they are, so that
 * they never come or go.
 */
export const dotEnvFormat: Format = lineFormat({
  name: ".env",
  endings: [".env"],
  foldsCase: false,
  entriesOf,
  spell,
});

const assignment = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/;

function entriesOf(source: SourceText): Result<readonly Entry[], Refusal> {
  const { text } = source;
  const entries: Entry[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, next).replace(/\r?\n$/, "");
    const match = assignment.exec(line);
    if (match === null) {
      at = next;
      continue;
    }
    const [before, lead = "", key = ""] = match;
    const start = at + before.length;
    const value = readValue(text, start, at + line.length);
    if (value === null)
      return malformed(source, at, { format: ".env", problem: "a quote is opened and never closed" });
    entries.push({ key, at: at + lead.length, ...value });
    at = Math.max(next, text.indexOf("\n", value.end) + 1 || text.length);
  }
  return ok(entries);
}

type Value = Pick<Entry, "start" | "end" | "text" | "quote" | "odd">;

function readValue(text: string, start: number, lineEnd: number): Value | null {
  const quote = /["'`]/.exec(text.charAt(start))?.[0] ?? "";
  if (quote === "") return readBare(text.slice(start, lineEnd), start);
  let close = start + 1;
  while (close < text.length && text[close] !== quote) close += text[close] === "\\" && quote !== "'" ? 2 : 1;
  if (close >= text.length) return null;
  const inner = text.slice(start + 1, close);
  const after = text.slice(close + 1, lineEnd);
  let odd: string | null = null;
  if (inner.includes("\n")) odd = "a value of several lines";
  else if (inner.includes("\\")) odd = "an escape in quotes";
  else if (quote === "`") odd = "a value in backticks";
  else if (!/^[ \t]*(?:[ \t]#.*)?$/.test(after)) odd = "text behind a closing quote";
  return { start, end: close + 1, text: inner, quote, odd };
}

function readBare(line: string, start: number): Value {
  const comment = /[ \t]#/.exec(line);
  const text = line.slice(0, comment?.index).trimEnd();
  const end = start + text.length;
  const odd = /["'`#\\]/.test(text) ? "a value without quotes that readers take differently" : null;
  return { start, end, text, quote: "", odd };
}

const sayable: Readonly<Record<string, RegExp>> = {
  "": /^[\w.,:/@%+-]*$/,
  "'": /^[^'\\]*$/,
  '"': /^[^"\\$`]*$/,
};

function spell({ quote }: FoundValue, value: string): Result<string, string> {
  if (sayable[quote]?.test(value) === true) return ok(`${quote}${value}${quote}`);
  return err(
    quote === "" ? "it would need quotes, which Docker would keep" : "readers would take it differently",
  );
}
