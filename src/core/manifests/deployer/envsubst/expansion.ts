import { err, ok, type Result } from "../../../model/index.ts";
import type { Expansion, TemplatePart, TextPart } from "./template-part.ts";

// Nobody nests more than two defaults; the limit keeps a hostile text away from the end of the stack.
const deepest = 20;

/** Reads the expansion whose `$` is at `start`. The error is for people. */
export function readExpansion(text: string, start: number): Result<Expansion, string> {
  const scanner: Scanner = { text, at: start, depth: 0 };
  const read = expansion(scanner);
  return read === null ? err(`"${clip(text, start)}" is no expansion that Flux understands`) : ok(read);
}

function clip(text: string, start: number): string {
  return (text.slice(start, start + 60).split("\n")[0] ?? "").trim();
}

interface Scanner {
  readonly text: string;
  at: number;
  depth: number;
}

/** Whether the character may stand at this place, counted from one, of what is read. */
type Accept = (char: string, place: number) => boolean;

const inName: Accept = (char) => /[\p{L}\p{Nd}_]/u.test(char);
const beforeBrace: Accept = (char) => char !== "}";
const beforeSlash: Accept = (char) => char !== "/";
const oneOf =
  (...places: readonly string[]): Accept =>
  (char, place) =>
    places[place - 1]?.includes(char) ?? false;

// In every function below, null means that Flux would refuse the text.

function expansion(scanner: Scanner): Expansion | null {
  const start = scanner.at;
  scanner.at += 2;
  if (++scanner.depth > deepest) return null;
  const read = peek(scanner) === "#" ? lengthOf(scanner) : ofName(scanner);
  if (read === null || peek(scanner) !== "}") return null;
  scanner.at++;
  scanner.depth--;
  return { kind: "expansion", ...read, start, end: scanner.at };
}

type Inner = Pick<Expansion, "name" | "operator" | "args">;

function lengthOf(scanner: Scanner): Inner | null {
  scanner.at++;
  const name = scan(scanner, inName);
  return name === null ? null : { name: name.text, operator: "#", args: [] };
}

function ofName(scanner: Scanner): Inner | null {
  const name = scan(scanner, inName)?.text;
  if (name === undefined) return null;
  const [first, second] = [peek(scanner), scanner.text[scanner.at + 1]];
  if (first === "}") return { name, operator: "", args: [] };
  if (first === "=") return withDefault(scanner, name, oneOf("="));
  if (first === ":" && second !== undefined && "=-?+".includes(second))
    return withDefault(scanner, name, oneOf(":", "=-?+"));
  if (first === ":") return substring(scanner, name);
  if (first === "," || first === "^") return withArgs(name, scan(scanner, oneOf(",^", ",^")), []);
  if (first === "/") return replacement(scanner, name);
  if (first === "#") return removal(scanner, name, oneOf("#", "#"));
  if (first === "%") return removal(scanner, name, oneOf("%", "%"));
  return null;
}

function withArgs(
  name: string,
  operator: TextPart | null,
  args: readonly (TemplatePart | null)[],
): Inner | null {
  const known = args.filter((arg) => arg !== null);
  return operator === null || known.length < args.length
    ? null
    : { name, operator: operator.text, args: known };
}

function withDefault(scanner: Scanner, name: string, accept: Accept): Inner | null {
  const operator = scan(scanner, accept);
  const args: TemplatePart[] = [];
  while (peek(scanner) !== "}") {
    const arg = argument(scanner, beforeBrace);
    if (arg === null) return null;
    args.push(arg);
  }
  return withArgs(name, operator, args);
}

function removal(scanner: Scanner, name: string, accept: Accept): Inner | null {
  return withArgs(name, scan(scanner, accept), [argument(scanner, beforeBrace)]);
}

function substring(scanner: Scanner, name: string): Inner | null {
  const operator = scan(scanner, oneOf(":"));
  const offset = argument(scanner, (char) => char !== ":" && char !== "}");
  if (peek(scanner) === "}") return withArgs(name, operator, [offset]);
  if (scan(scanner, (char) => char === ":") === null) return null;
  return withArgs(name, operator, [offset, argument(scanner, beforeBrace)]);
}

function replacement(scanner: Scanner, name: string): Inner | null {
  const operator = scan(scanner, oneOf("/", "/#%"));
  const pattern = argument(scanner, beforeSlash, true);
  if (scan(scanner, (char) => char === "/") === null) return null;
  if (peek(scanner) === "}") return withArgs(name, operator, [pattern]);
  return withArgs(name, operator, [pattern, argument(scanner, beforeBrace, true)]);
}

/** An expansion, or a text up to the next one. */
function argument(scanner: Scanner, accept: Accept, escapes = false): TemplatePart | null {
  return scanner.text.startsWith("${", scanner.at)
    ? expansion(scanner)
    : scan(scanner, accept, true, escapes);
}

/** The longest text that is accepted, `null` when that is none. */
function scan(scanner: Scanner, accept: Accept, stopsAtBrace = false, escapes = false): TextPart | null {
  const { text, at: start } = scanner;
  let read = "";
  for (;;) {
    const char = peek(scanner);
    if (char === undefined || (stopsAtBrace && text.startsWith("${", scanner.at))) break;
    if (escapes && /^(?:\$\$|\\[/\\])/.test(text.slice(scanner.at, scanner.at + 2))) scanner.at++;
    else if (!accept(char, scanner.at - start + 1)) break;
    read += text[scanner.at] ?? "";
    scanner.at++;
  }
  return scanner.at === start ? null : { kind: "text", text: read, start, end: scanner.at };
}

function peek({ text, at }: Scanner): string | undefined {
  return text[at];
}
