/** A token of HCL's native syntax, as far as telling literals from everything else needs it. */
export interface Token {
  readonly kind:
    | "name"
    | "number"
    | "string"
    | "template"
    | "heredoc"
    | "newline"
    | "mark"
    | "end"
    | "broken";
  readonly start: number;
  readonly end: number;
}

const blank = /(?:[ \t\r]|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*)+/y;
const name = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const heredoc = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/** The token at an offset, after blanks and comments. `template`: a string with something to fill in. */
export function tokenAt(text: string, offset: number): Token {
  const start = offset + lengthOf(blank, text, offset);
  const first = text[start];
  if (first === undefined) return { kind: "end", start, end: start };
  if (first === "\n") return { kind: "newline", start, end: start + 1 };
  if (first === '"') return stringAt(text, start);
  const named = lengthOf(name, text, start);
  if (named > 0) return { kind: "name", start, end: start + named };
  const digits = lengthOf(number, text, start);
  if (digits > 0) return { kind: "number", start, end: start + digits };
  if (first === "<" && lengthOf(heredoc, text, start) > 0) return heredocAt(text, start);
  // An opened comment that is never closed.
  if (text.startsWith("/*", start)) return { kind: "broken", start, end: start };
  return { kind: "mark", start, end: start + 1 };
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

// Deeper nesting of strings in placeholders in strings is no one's configuration.
const deepest = 50;

function stringAt(text: string, start: number): Token {
  const open: ("string" | "placeholder")[] = ["string"];
  let isTemplate = false;
  let at = start + 1;
  for (; at < text.length && open.length > 0 && open.length < deepest; at++) {
    const two = text.slice(at, at + 2);
    if (open.at(-1) === "string") {
      if (text[at] === "\n") break;
      if (text[at] === '"') open.pop();
      else if (text[at] === "\\") at++;
      else if (/^(?:\$\$|%%)\{/.test(text.slice(at, at + 3))) at += 2;
      else if (two === "${" || two === "%{") {
        isTemplate = true;
        open.push("placeholder");
        at++;
      }
    } else if (text[at] === '"') open.push("string");
    else if (text[at] === "{") open.push("placeholder");
    else if (text[at] === "}") open.pop();
  }
  if (open.length > 0) return { kind: "broken", start, end: at };
  return { kind: isTemplate ? "template" : "string", start, end: at };
}

// Ends at the line that holds its mark alone; that line's end belongs to what follows.
function heredocAt(text: string, start: number): Token {
  heredoc.lastIndex = start;
  const mark = heredoc.exec(text)?.[1] ?? "";
  for (let at = heredoc.lastIndex; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(at, end).trim() === mark) return { kind: "heredoc", start, end };
    at = end + 1;
  }
  return { kind: "broken", start, end: text.length };
}
