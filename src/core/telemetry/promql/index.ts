// PromQL as text: builds selectors of hostile values, reads a selector that a person wrote, and narrows an
// expression to some label values. Knows nothing of any metric.
export { addMatchers } from "./add-matchers.ts";
export { type ParsedSelector, parseSelector } from "./parse-selector.ts";
export { explainPromqlError, type PromqlError, type TextPosition } from "./promql-error.ts";
export type { Matcher } from "./selector.ts";
