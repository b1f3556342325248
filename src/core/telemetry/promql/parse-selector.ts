import { err, ok, type Result } from "../../model/index.ts";
import type { PromqlError } from "./promql-error.ts";
import { positionIn } from "./promql-error.ts";
import type { Matcher } from "./selector.ts";
import { readSelectors, type SelectorInText } from "./syntax.ts";

export interface ParsedSelector {
  /** `null` where the selector names no metric outside its matchers. */
  readonly metric: string | null;
  readonly matchers: readonly Matcher[];
}

/** Reads a vector selector that a person wrote: `{cluster="eu"}` or `up{job=~"a|b"}`, and nothing around it. */
export function parseSelector(text: string): Result<ParsedSelector, PromqlError> {
  const selectors = readSelectors(text);
  if (!selectors.ok) {
    return selectors.error.code === "syntax" && !text.includes("{")
      ? err({ code: "not-a-selector", text: shorten(text) })
      : selectors;
  }
  const [only] = selectors.value;
  if (only === undefined || !only.standsAlone) return err({ code: "not-a-selector", text: shorten(text) });
  if (selectsEverything(only)) return err({ code: "selects-everything", at: positionIn(text, only.from) });
  return ok({ metric: only.metric, matchers: only.matchers });
}

/** True without a metric name and without a matcher that an absent label fails; Prometheus refuses such a selector. */
export function selectsEverything({ metric, matchers }: SelectorInText): boolean {
  return (
    metric === null && !matchers.some(({ op, value }) => (op === "=" || op === "=~" ? value !== "" : true))
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
