/** Where in a text something is: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Why a PromQL text is not used. */
export type PromqlError =
  | { readonly code: "too-long"; readonly length: number; readonly longest: number }
  | { readonly code: "syntax"; readonly at: TextPosition; readonly near: string }
  | { readonly code: "bad-string"; readonly at: TextPosition; readonly problem: string }
  | { readonly code: "not-a-selector"; readonly text: string }
  | { readonly code: "selects-everything"; readonly at: TextPosition }
  | { readonly code: "no-selector" }
  | { readonly code: "unsupported"; readonly at: TextPosition; readonly construct: string }
  | {
      readonly code: "conflicting-matcher";
      readonly at: TextPosition;
      readonly existing: string;
      readonly wanted: string;
    };

/** One sentence for the person who wrote the text. */
export function explainPromqlError(error: PromqlError): string {
  switch (error.code) {
    case "too-long":
      return `The expression has ${error.length} characters; at most ${error.longest} are read.`;
    case "syntax":
      return `The expression is not PromQL at ${place(error.at)}${error.near === "" ? ", where it ends" : ` ("${error.near}")`}.`;
    case "bad-string":
      return `The string at ${place(error.at)} ${error.problem}.`;
    case "not-a-selector":
      return `"${error.text}" is not a selector: write it as {label="value"} or metric{label="value"}.`;
    case "selects-everything":
      return `The selector at ${place(error.at)} matches every series; give it a metric name or a label value.`;
    case "no-selector":
      return "The expression selects no series, so there is nothing to narrow down.";
    case "unsupported":
      return `The expression uses ${error.construct} at ${place(error.at)}, which cannot be narrowed down safely.`;
    case "conflicting-matcher":
      return `The selector at ${place(error.at)} already says ${error.existing}, so it can never match ${error.wanted}.`;
  }
}

export function positionIn(text: string, offset: number): TextPosition {
  const lines = text.slice(0, offset).split("\n");
  return { offset, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

function place(at: TextPosition): string {
  return `${at.line}:${at.column}`;
}
