import type { Scalar } from "yaml";

/** `text`: plain, but quoted where it would be read as a number. */
export type QuoteStyle = "plain" | "single" | "double" | "text";

/** How a scalar is quoted now. */
export function quoteStyleOf(scalar: Scalar): QuoteStyle {
  if (scalar.type === "QUOTE_SINGLE") return "single";
  return scalar.type === "QUOTE_DOUBLE" ? "double" : "plain";
}

// Read alike by YAML 1.1 and 1.2, Go and JavaScript: a decimal number, or text because of its suffix. `1e3` is
// text for some and a number for others.
const alikeEverywhere = /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[numkMGTPE]|[KMGTPE]i)?$/;

/** A quantity, or null, as YAML text in the style wanted, quoted where its plain form would be read in different ways. */
export function scalarText(value: string | null, style: QuoteStyle): string {
  if (value === null) return "null";
  if (style === "single") return `'${value.replace(/'/g, "''")}'`;
  const isQuoted = style === "double" || (style === "text" && isNumber(value));
  return isQuoted || !alikeEverywhere.test(value) ? JSON.stringify(value) : value;
}

/** A plain text is no JSON; a plain number is. */
export function jsonScalarText(value: string | null): string {
  if (value === null) return "null";
  return isNumber(value) ? value : JSON.stringify(value);
}

function isNumber(value: string): boolean {
  return /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value);
}
