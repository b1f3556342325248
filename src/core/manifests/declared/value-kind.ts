import { err, ok, parseQuantity, type Result } from "../../model/index.ts";
import type { ValueType } from "./format.ts";

/** What a value looks like to a person. */
export type ValueKind = "text" | "number" | "boolean" | "duration";

// Go, Prometheus and systemd write 1h30m, 300s and "5 min"; ISO 8601 writes PT5M.
const duration =
  /^(?:\d+(?:\.\d+)?\s?(?:ns|us|µs|ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?|y)\s?)+$|^P(?=[\dT])(?:\d+[YMWD]){0,4}(?:T(?:\d+(?:\.\d+)?[HMS]){1,3})?$/;

/** A decimal number as every format takes it. */
export const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const longestValue = 1_000;

export function kindOf(type: ValueType, text: string): ValueKind {
  if (type === "number" || type === "boolean") return type;
  if (isDuration(text)) return "duration";
  if (type === "text") return "text";
  if (text === "true" || text === "false") return "boolean";
  return decimal.test(text) ? "number" : "text";
}

/** Whether a value may take the place of another one; the error says what it would have to be. */
export function checkFits(type: ValueType, old: string, value: string): Result<null, string> {
  if (value.length > longestValue) return err(`it is longer than ${longestValue} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Cs}/u.test(value))
    return err("it holds characters that cannot be seen");
  if (type === "number") return decimal.test(value) ? ok(null) : err("a number is wanted there");
  if (type === "boolean")
    return value === "true" || value === "false" ? ok(null) : err("true or false is wanted there");
  // `500m` is half a core, too, and may become `1`. Zero needs no unit.
  const isAmount = parseQuantity(old).ok && parseQuantity(value).ok;
  if (isDuration(old) && !isDuration(value) && !isAmount && value !== "0")
    return err(`a duration with its unit is wanted there, as ${old.slice(0, 40)} is one`);
  return ok(null);
}

function isDuration(text: string): boolean {
  return text.length <= 60 && duration.test(text);
}
