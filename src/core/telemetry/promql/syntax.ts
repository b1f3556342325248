import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { MatchOperator } from "../../model/index.ts";
import { err, ok, type Result } from "../../model/index.ts";
import { type PromqlError, positionIn } from "./promql-error.ts";
import type { Matcher } from "./selector.ts";
import { readStringLiteral } from "./string-literal.ts";

/** A vector selector as it stands in a text. */
export interface SelectorInText {
  readonly from: number;
  readonly to: number;
  readonly metric: string | null;
  readonly matchers: readonly Matcher[];
  /** Just behind the opening brace, `null` where the selector has none. */
  readonly insideBraces: number | null;
  /** It is the whole text. */
  readonly standsAlone: boolean;
  /** The second argument of `info()`, which chooses labels to add and no samples. */
  readonly choosesInfoLabels: boolean;
}

// Longer than any query a person writes; the parser's work is linear in it.
const longest = 65_536;

/**
 * Every vector selector of an expression, in order. Types and functions are the server's to check. The grammar
 * refuses a few forms that servers take (`2.` without digits, MetricsQL, some hundred operands in one chain): they are
 * refused here too, for what cannot be read cannot be edited safely.
 */
export function readSelectors(text: string): Result<readonly SelectorInText[], PromqlError> {
  if (text.length > longest) return err({ code: "too-long", length: text.length, longest });
  const tree = parser.parse(text);
  const found: SelectorInText[] = [];
  let problem: PromqlError | null = null;
  tree.iterate({
    enter: (reference) => {
      if (problem !== null) return false;
      const node = reference.node;
      if (node.type.isError) problem = syntaxError(text, node);
      // Strings outside matchers (arguments of label_replace) are checked too.
      if (node.name === "StringLiteral") problem = stringError(text, node);
      if (node.name !== "VectorSelector") return true;
      const read = readSelector(text, node);
      if (read.ok) found.push(read.value);
      else problem = read.error;
      return true;
    },
  });
  return problem === null ? ok(found) : err(problem);
}

function syntaxError(text: string, node: SyntaxNode): PromqlError {
  const near = text.slice(node.from, Math.min(node.from + 20, text.length)).split("\n")[0] ?? "";
  return { code: "syntax", at: positionIn(text, node.from), near: near.trimEnd() };
}

function stringError(text: string, node: SyntaxNode): PromqlError | null {
  const literal = readStringLiteral(text.slice(node.from, node.to));
  return literal.ok ? null : { code: "bad-string", at: positionIn(text, node.from), problem: literal.error };
}

function readSelector(text: string, node: SyntaxNode): Result<SelectorInText, PromqlError> {
  const identifier = node.getChild("Identifier");
  const braces = node.getChild("LabelMatchers");
  let metric = identifier === null ? null : text.slice(identifier.from, identifier.to);
  const matchers: Matcher[] = [];
  for (let child = braces?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name === "QuotedLabelName") {
      // A bare string between the braces is the metric name, as Prometheus 3 reads it.
      const name = readString(text, child.getChild("StringLiteral"));
      if (!name.ok) return name;
      metric ??= name.value;
    } else if (child.name.endsWith("LabelMatcher")) {
      const read = readMatcher(text, child);
      if (!read.ok) return read;
      matchers.push(read.value);
    }
  }
  return ok({
    from: node.from,
    to: node.to,
    metric,
    matchers,
    insideBraces: braces === null ? null : braces.from + 1,
    standsAlone: node.parent?.name === "PromQL",
    choosesInfoLabels: isSecondArgumentOfInfo(text, node),
  });
}

const operators: ReadonlyMap<string, MatchOperator> = new Map([
  ["=", "="],
  ["!=", "!="],
  ["=~", "=~"],
  ["!~", "!~"],
]);

function readMatcher(text: string, node: SyntaxNode): Result<Matcher, PromqlError> {
  const name = node.getChild("LabelName");
  const quoted = node.getChild("QuotedLabelName")?.getChild("StringLiteral") ?? null;
  const label = name === null ? readString(text, quoted) : ok(text.slice(name.from, name.to));
  if (!label.ok) return label;
  const value = readString(text, node.getChild("StringLiteral"));
  if (!value.ok) return value;
  const sign = node.getChild("MatchOp");
  const op = sign === null ? undefined : operators.get(text.slice(sign.from, sign.to));
  if (op === undefined) return err(syntaxError(text, node));
  return ok({ label: label.value, op, value: value.value });
}

function readString(text: string, node: SyntaxNode | null): Result<string, PromqlError> {
  if (node === null) return ok("");
  const literal = readStringLiteral(text.slice(node.from, node.to));
  return literal.ok
    ? literal
    : err({ code: "bad-string", at: positionIn(text, node.from), problem: literal.error });
}

function isSecondArgumentOfInfo(text: string, node: SyntaxNode): boolean {
  const call = node.parent?.parent;
  const name = call?.getChild("FunctionIdentifier");
  if (call?.name !== "FunctionCall" || name === null || name === undefined) return false;
  return text.slice(name.from, name.to) === "info" && node.prevSibling !== null && hasArgumentBefore(node);
}

function hasArgumentBefore(node: SyntaxNode): boolean {
  for (let before = node.prevSibling; before !== null; before = before.prevSibling) {
    if (!before.type.isError && /^[A-Z]/.test(before.name)) return true;
  }
  return false;
}
