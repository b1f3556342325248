import { err, ok, type Result } from "../../../model/index.ts";
import type { Template, TemplatePart } from "./template-part.ts";

/** The text of a variable, `""` for one that is not set; `null` where nothing tells whether it is set, or to what. */
export type LookUp = (name: string) => string | null;

// A variable of 1 MB that is used a thousand times would fill the memory; no object that an API server takes is larger.
const longestResult = 4 * 1024 * 1024;

/**
 * Fills a template in. An expansion of a variable that is not known stays as `source` has it. The error is for people.
 * Source: fluxcd/pkg, envsubst/funcs.go; patterns with wildcards in `#` and `%` are refused instead of matched.
 */
export function evaluate(template: Template, source: string, lookUp: LookUp): Result<string, string> {
  const parts: string[] = [];
  let length = 0;
  for (const part of template) {
    const text = evaluatePart(part, source, lookUp);
    if (!text.ok) return text;
    length += text.value.length;
    if (length > longestResult) return err("with its variables filled in, it is larger than 4 MiB");
    parts.push(text.value);
  }
  return ok(parts.join(""));
}

function evaluatePart(part: TemplatePart, source: string, lookUp: LookUp): Result<string, string> {
  if (part.kind === "text") return ok(part.text);
  const args: string[] = [];
  for (const arg of part.args) {
    const text = evaluatePart(arg, source, lookUp);
    if (!text.ok) return text;
    args.push(text.value);
  }
  const written = source.slice(part.start, part.end);
  const value = lookUp(part.name);
  if (value === null) return ok(written);
  const result = operate(part.operator, value, args);
  if (result === null) return err(`"${written.slice(0, 60)}" is not evaluated here`);
  return result.length > longestResult
    ? err("with its variables filled in, it is larger than 4 MiB")
    : ok(result);
}

function operate(operator: string, value: string, args: readonly string[]): string | null {
  const [first = "", second = ""] = args;
  switch (operator) {
    case "":
      return value;
    case "=":
    case ":=":
    case ":-":
    // Flux does not tell these two from `:-`.
    case ":?":
    case ":+":
      return value === "" ? args.join("") : value;
    case "^":
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case "^^":
      return value.toUpperCase();
    case ",":
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case ",,":
      return value.toLowerCase();
    case "/":
      return value.replace(first, () => second);
    case "//":
      return value.length * second.length > longestResult ? null : value.replaceAll(first, () => second);
    case "/#":
      return args.length === 2 && value.startsWith(first) ? second + value.slice(first.length) : value;
    case "/%":
      return args.length === 2 && value.endsWith(first)
        ? value.slice(0, value.length - first.length) + second
        : value;
    default:
      return cut(operator, value, args);
  }
}

function cut(operator: string, value: string, args: readonly string[]): string | null {
  const [pattern = ""] = args;
  // Flux counts bytes, and what it cuts out of a character is no text any more.
  if (/[^\0-\x7f]/.test(value)) return null;
  if (operator === ":") return substring(value, args);
  if (operator === "#" && args.length === 0) return String(value.length);
  if (/[*?[\\]/.test(pattern)) return null;
  if (operator.startsWith("#")) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  if (operator.startsWith("%"))
    return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
  return null;
}

function substring(value: string, [offset = "", length]: readonly string[]): string | null {
  const isNumber = (text: string): boolean => /^[+-]?\d{1,9}$/.test(text);
  if (!isNumber(offset)) return value;
  const from = Number(offset) < 0 ? Math.max(0, value.length + Number(offset)) : Number(offset);
  if (length === undefined) return value.slice(from);
  if (!isNumber(length)) return value;
  const to = from + Number(length);
  if (to >= value.length) return value.slice(from);
  // Flux itself breaks off here.
  return to < from ? null : value.slice(from, to);
}
