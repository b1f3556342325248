import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { Refusal } from "../../model/index.ts";
import { embeddingOf } from "../embed.ts";
import type { NodePath } from "../node-path.ts";
import { isNull, keyOf, rangeOf } from "../yaml-nodes.ts";
import { lineOf, parseYaml, type YamlText } from "../yaml-text.ts";
import { isSetterComment, parseSetter } from "./parse-setter.ts";
import type { Setter, SetterTarget } from "./setter.ts";

export interface FoundSetters {
  readonly setters: readonly Setter[];
  /** Each with the code `malformed-setter`. */
  readonly problems: readonly Refusal[];
}

/** Whether a text may hold such a comment, told without parsing it. */
export function mayHoldSetter(text: string): boolean {
  return text.includes("$optpass");
}

/**
 * Finds the comments of a text, and of YAML texts in its block scalars, as patches and values of charts are. A comment
 * belongs to the value that ends on its line. Ids of slots count up from `firstId`.
 */
export function readSetters(yaml: YamlText, firstId: number): FoundSetters {
  if (!mayHoldSetter(yaml.text)) return { setters: [], problems: [] };
  const scalars = scalarsIn(yaml);
  const setters: Setter[] = [];
  const problems: Refusal[] = [];
  for (const { comment, at, value } of commentsIn(yaml, scalars)) {
    const target = parseSetter(comment);
    if (target.ok && value !== null)
      setters.push({
        target: target.value,
        slot: slotOf(yaml, value, target.value, firstId + setters.length),
      });
    else {
      const problem = target.ok ? "stands behind no value" : target.error;
      problems.push({ code: "malformed-setter", file: yaml.file, line: lineOf(yaml, at), problem });
    }
  }
  for (const { document, path, node, isKey } of yaml.embedding === null ? scalars : []) {
    if (isKey || !/^BLOCK/.test(node.type ?? "") || !mayHoldSetter(String(node.value))) continue;
    const embedding = embeddingOf(yaml, document, path, node);
    const inner = parseYaml(yaml.file, String(node.value), embedding);
    if (!inner.ok) continue;
    const found = readSetters(inner.value, firstId + setters.length);
    setters.push(...found.setters);
    problems.push(...found.problems);
  }
  return { setters, problems };
}

function slotOf(yaml: YamlText, { document, path, node }: Found, { setting }: SetterTarget, id: number) {
  return { kind: "scalar", id, yaml, document, path, node, setting } as const;
}

interface Found {
  readonly document: number;
  readonly path: NodePath;
  readonly node: Scalar;
  readonly isKey: boolean;
}

/** All scalars, by where they end. */
function scalarsIn(yaml: YamlText): readonly Found[] {
  const found: Found[] = [];
  const visit = (node: Node | null | undefined, document: number, path: NodePath): void => {
    if (isScalar(node)) found.push({ document, path, node, isKey: false });
    else if (isSeq(node)) {
      for (const [index, item] of node.items.entries())
        visit(item as Node | null, document, [...path, index]);
    } else if (isMap(node)) {
      for (const pair of node.items) {
        const key = keyOf(pair);
        if (key === null) continue;
        found.push({ document, path, node: key, isKey: true });
        visit(pair.value as Node | null, document, [...path, String(key.value)]);
      }
    }
  };
  for (const [document, { contents }] of yaml.documents.entries()) visit(contents, document, []);
  return found.sort((left, right) => rangeOf(left.node)[1] - rangeOf(right.node)[1]);
}

interface Comment {
  readonly comment: string;
  readonly at: number;
  /** The value that it stands behind; `null`: none. */
  readonly value: Found | null;
}

/** Comments that name `$optpass`: what follows the last scalar of a line, outside of scalars of several lines. */
function* commentsIn({ text }: YamlText, scalars: readonly Found[]): Generator<Comment> {
  let next = 0;
  const goTo = (offset: number): Found | undefined => {
    while (next < scalars.length && startOf(scalars[next + 1]) < offset) next++;
    return scalars[next];
  };
  for (let at = text.indexOf("$optpass"); at >= 0; at = text.indexOf("$optpass", at + 1)) {
    const around = goTo(at);
    if (around !== undefined && isInside(text, around.node, at)) continue;
    const lineStart = text.lastIndexOf("\n", at) + 1;
    const newline = text.indexOf("\n", at);
    const lineEnd = newline < 0 ? text.length : newline;
    const last = goTo(lineEnd);
    const [start, end] = last === undefined ? [0, 0] : rangeOf(last.node);
    const from = start < at && end > lineStart && end <= lineEnd ? end : lineStart;
    const comment = /(?:^|[ \t])(#.*)$/.exec(text.slice(from, lineEnd).replace(/\r$/, ""))?.[1];
    if (comment !== undefined && isSetterComment(comment)) {
      const isValue = from === end && last !== undefined && !last.isKey && !isNull(last.node);
      yield { comment, at, value: isValue ? last : null };
    }
    // One look a line is enough, and keeps a line of many marks from costing its square.
    at = lineEnd;
  }
}

// The head of a block scalar, `|-`, may have a comment.
function isInside(text: string, node: Scalar, at: number): boolean {
  const [start, end] = rangeOf(node);
  const content = /^BLOCK/.test(node.type ?? "") ? text.indexOf("\n", start) : start;
  return content < at && at < end;
}

function startOf(found: Found | undefined): number {
  return found === undefined ? Number.POSITIVE_INFINITY : rangeOf(found.node)[0];
}
