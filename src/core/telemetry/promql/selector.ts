import type { LabelMatcher, MatchOperator } from "../../model/index.ts";
import { quoteLabelValue } from "./quote.ts";

/** One condition on a label, in the words of PromQL. */
export type Matcher = LabelMatcher;

export function matcher(label: string, op: MatchOperator, value: string): Matcher {
  return { label, op, value };
}

/** A vector selector of a metric: `name{label="value",...}`. Values may hold anything. */
export function selector(metric: string, matchers: readonly Matcher[]): string {
  const bare = plainName.test(metric) && !readAsNumber.test(metric);
  const all = bare ? matchers : [matcher("__name__", "=", metric), ...matchers];
  const conditions = all.map(matcherText).join(",");
  return `${bare ? metric : ""}${conditions === "" ? "" : `{${conditions}}`}`;
}

/** `label="value"`; a label name beyond ASCII letters, digits and `_` is quoted, which Prometheus 3 reads. */
export function matcherText({ label, op, value }: Matcher): string {
  return `${plainLabel.test(label) ? label : quoteLabelValue(label)}${op}${quoteLabelValue(value)}`;
}

/** An RE2 pattern that matches exactly this text. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** An RE2 pattern that matches exactly these values; with none it matches nothing, not even a missing label. */
export function anyOf(values: readonly string[]): string {
  return values.length === 0 ? matchesNothing : values.map(escapeRegex).join("|");
}

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
// `nan` and `inf` are numbers to PromQL, in any case.
const readAsNumber = /^(?:nan|inf)$/i;
// An empty pattern would match series without the label. RE2 knows no lookahead; this class holds no character.
const matchesNothing = "[^\\x00-\\x{10FFFF}]";
