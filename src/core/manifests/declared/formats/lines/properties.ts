import { getProperties } from "properties-file";
import { ok, type Refusal, type Result } from "../../../../model/index.ts";
import type { Format } from "../../format.ts";
import { plainData } from "../../plain-data.ts";
import type { SourceText } from "../../source-text.ts";
import { type Entry, lineFormat } from "./line-format.ts";

/**
 * Java's `.properties`, by the rules of java.util.Properties.load: the path is the key as Java sees it, dots and
 * brackets and all.
 */
export const propertiesFormat: Format = lineFormat({
  name: "properties",
  endings: [".properties"],
  foldsCase: false,
  entriesOf,
  spell: (_, value) => ok(spellValue(value)),
  read: (text) => ok(plainData(getProperties(text))),
});

const lineEnd = /\r\n|\n|\r/g;

function entriesOf({ text }: SourceText): Result<readonly Entry[], Refusal> {
  const entries: Entry[] = [];
  lineEnd.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    const start = skipBlanks(text, at);
    const line = logicalLine(text, start);
    if (!/[#!]/.test(text.charAt(start))) {
      const entry = entryAt(text, start, line);
      if (entry !== null) entries.push(entry);
      at = line.next;
    } else at = physicalEnd(text, start).next;
  }
  return ok(entries);
}

interface Line {
  readonly end: number;
  readonly next: number;
  readonly isContinued: boolean;
}

function physicalEnd(text: string, at: number): { readonly end: number; readonly next: number } {
  lineEnd.lastIndex = at;
  const match = lineEnd.exec(text);
  return match === null
    ? { end: text.length, next: text.length }
    : { end: match.index, next: match.index + match[0].length };
}

// An odd number of backslashes before the end joins the next line.
function logicalLine(text: string, start: number): Line {
  let { end, next } = physicalEnd(text, start);
  let isContinued = false;
  while (endsOpen(text, start, end) && next < text.length) {
    isContinued = true;
    ({ end, next } = physicalEnd(text, next));
  }
  return { end, next, isContinued };
}

function endsOpen(text: string, start: number, end: number): boolean {
  let count = 0;
  while (end - count > start && text[end - count - 1] === "\\") count++;
  return count % 2 === 1;
}

function skipBlanks(text: string, at: number): number {
  let to = at;
  while (/[ \t\f]/.test(text.charAt(to))) to++;
  return to;
}

function entryAt(text: string, start: number, { end, isContinued }: Line): Entry | null {
  let keyEnd = start;
  while (keyEnd < end && !/[=: \t\f]/.test(text.charAt(keyEnd))) keyEnd += text[keyEnd] === "\\" ? 2 : 1;
  keyEnd = Math.min(keyEnd, end);
  if (keyEnd === start && start === end) return null;
  let valueAt = skipBlanks(text, keyEnd);
  if (/[=:]/.test(text.charAt(valueAt)) && valueAt < end) valueAt = skipBlanks(text, valueAt + 1);
  valueAt = Math.min(valueAt, end);
  const key = decode(text.slice(start, keyEnd));
  const value = decode(text.slice(valueAt, end));
  const isBare = valueAt === keyEnd;
  const odd = isContinued ? "a value of several lines" : isBare ? "a key without a value" : null;
  return {
    key: key ?? text.slice(start, keyEnd),
    at: start,
    start: valueAt,
    end,
    text: value ?? "",
    quote: "",
    odd: odd ?? (key === null || value === null ? "an escape that is none" : null),
  };
}

const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** `null`: Java throws on a broken `\u` escape. */
function decode(text: string): string | null {
  if (/(?<!\\)(?:\\\\)*\\u(?![\da-fA-F]{4})/.test(text)) return null;
  return text.replace(/\\(?:u([\da-fA-F]{4})|([\s\S]?))/g, (_, code?: string, letter = "") =>
    code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

// As escapes, letters beyond ASCII are the same in the Latin-1 of old and the UTF-8 of new Javas.
function spellValue(value: string): string {
  return value
    .replace(/\\/g, "\\\\")
    .replace(/^[ =:#!]/, "\\$&")
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
