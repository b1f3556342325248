import type { Matcher } from "./selector.ts";

/**
 * True where two matchers on one label can never both hold, so that a selector with both would be empty. Judges
 * equality and lists of plain alternatives (`a|b`); other patterns are given the benefit of the doubt.
 */
export function contradicts(left: Matcher, right: Matcher): boolean {
  if (left.label !== right.label) return false;
  const [one, other] = [plainValues(left), plainValues(right)];
  if (one === null || other === null) return false;
  if (isPositive(left) && isPositive(right)) return !one.some((value) => other.includes(value));
  if (isPositive(left)) return one.every((value) => other.includes(value));
  if (isPositive(right)) return other.every((value) => one.includes(value));
  return false;
}

function isPositive({ op }: Matcher): boolean {
  return op === "=" || op === "=~";
}

// One alternative that holds no operator of a regular expression, only escaped punctuation.
const plainAlternative = /^(?:[^\\.+*?()|[\]{}^$]|\\[^a-zA-Z0-9])*$/;

function plainValues({ op, value }: Matcher): readonly string[] | null {
  if (op === "=" || op === "!=") return [value];
  // An escaped `|` leaves a lone backslash at the end of a piece, which is not plain: it is not judged.
  const alternatives = value.split("|");
  if (!alternatives.every((alternative) => plainAlternative.test(alternative))) return null;
  return alternatives.map((alternative) => alternative.replace(/\\(.)/gs, "$1"));
}
