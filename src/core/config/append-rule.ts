import { isMap, isSeq, parseDocument, stringify } from "yaml";
import { err, ok, type Result } from "../model/index.ts";

/** A rule as a file has it. */
export interface WrittenRule {
  readonly name: string;
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly set: Readonly<Record<string, string>>;
}

/**
 * The text of a configuration with one more rule at the end of its rules, every other byte kept. The error is a sentence
 * for whoever asked.
 */
export function appendRule(text: string, rule: WrittenRule): Result<string, string> {
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  if (document.errors.length > 0 || !isMap(document.contents))
    return err("the configuration cannot be read, so no rule is added to it");
  if (document.contents.flow === true)
    return err("the configuration is no block of YAML, so no rule is added");
  const rules = document.contents.get("rules", true);
  const ending = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text === "" || text.endsWith("\n") ? text : `${text}${ending}`;
  if (rules === undefined) return checked(text, `${before}${ending}rules:${ending}${item(rule, 2, ending)}`);
  if (!isSeq(rules) || rules.flow === true || rules.items.length === 0)
    return err("`rules` is no list with a line for each rule, so none is added to it");
  const [start, end] = [rules.range?.[0] ?? 0, rules.range?.[1] ?? 0];
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const upTo = text.slice(0, end);
  const gap = upTo.endsWith("\n") ? "" : ending;
  return checked(
    text,
    `${upTo}${gap}${item(rule, column, ending)}${gap === "" ? "" : text.slice(end).replace(/^\r?\n/, "")}${gap === "" ? text.slice(end) : ""}`,
  );
}

function item(rule: WrittenRule, indent: number, ending: string): string {
  const pad = " ".repeat(indent);
  const lines = stringify([rule], { lineWidth: 0 }).trimEnd().split("\n");
  return `${lines.map((line) => `${pad}${line}`).join(ending)}${ending}`;
}

/** Nothing else may read differently. */
function checked(before: string, after: string): Result<string, string> {
  const [old, now] = [before, after].map((text): unknown => parseDocument(text).toJS({ maxAliasCount: 100 }));
  const { rules: oldRules = [], ...oldRest } = record(old);
  const { rules: newRules = [], ...newRest } = record(now);
  const isRight =
    JSON.stringify(oldRest) === JSON.stringify(newRest) &&
    Array.isArray(oldRules) &&
    Array.isArray(newRules) &&
    newRules.length === oldRules.length + 1 &&
    JSON.stringify(newRules.slice(0, -1)) === JSON.stringify(oldRules);
  return isRight ? ok(after) : err("a rule could not be added without changing something else");
}

function record(value: unknown): { readonly rules?: unknown } & Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
