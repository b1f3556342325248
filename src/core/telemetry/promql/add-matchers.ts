import { err, ok, type Result } from "../../model/index.ts";
import { contradicts } from "./contradiction.ts";
import { selectsEverything } from "./parse-selector.ts";
import { type PromqlError, positionIn } from "./promql-error.ts";
import { type Matcher, matcher, matcherText } from "./selector.ts";
import { readSelectors, type SelectorInText } from "./syntax.ts";

/**
 * Adds label matchers to every vector selector of an expression and leaves all other text as it is. Refuses where
 * a selector could not match any more, and whatever it cannot read with certainty.
 */
export function addMatchers(promql: string, matchers: readonly Matcher[]): Result<string, PromqlError> {
  const selectors = readSelectors(promql);
  if (!selectors.ok) return selectors;
  if (selectors.value.length === 0) return err({ code: "no-selector" });
  for (const found of selectors.value) {
    const problem = refusalOf(promql, found, matchers);
    if (problem !== null) return err(problem);
  }
  let narrowed = "";
  let done = 0;
  for (const found of selectors.value) {
    const at = found.insideBraces ?? found.to;
    narrowed += promql.slice(done, at) + addition(promql, found, matchers);
    done = at;
  }
  return ok(narrowed + promql.slice(done));
}

function refusalOf(text: string, found: SelectorInText, wanted: readonly Matcher[]): PromqlError | null {
  const at = () => positionIn(text, found.from);
  if (found.choosesInfoLabels)
    return { code: "unsupported", at: at(), construct: "the label selector of info()" };
  // The server would have refused it; with a matcher added it would not, and mean something else.
  if (selectsEverything(found)) return { code: "selects-everything", at: at() };
  const name = found.metric === null ? [] : [matcher("__name__", "=", found.metric)];
  for (const existing of [...name, ...found.matchers]) {
    const clash = wanted.find((other) => contradicts(existing, other));
    if (clash === undefined) continue;
    return {
      code: "conflicting-matcher",
      at: at(),
      existing: matcherText(existing),
      wanted: matcherText(clash),
    };
  }
  return null;
}

function addition(text: string, found: SelectorInText, wanted: readonly Matcher[]): string {
  const missing = wanted.filter((other) => !found.matchers.some((existing) => isSame(existing, other)));
  if (missing.length === 0) return "";
  const conditions = missing.map(matcherText).join(",");
  if (found.insideBraces === null) return `{${conditions}}`;
  // Right behind the brace, so that neither a trailing comma nor a comment can get in the way.
  const isEmpty = /^\s*(?:#[^\n]*\n\s*)*\}/.test(text.slice(found.insideBraces, found.to));
  return isEmpty ? conditions : `${conditions},`;
}

function isSame(left: Matcher, right: Matcher): boolean {
  return left.label === right.label && left.op === right.op && left.value === right.value;
}
