import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { err, ok, type Refusal, type Result } from "../model/index.ts";
import type { Embedding } from "./embedding.ts";

/** One parsed YAML text: a file, or a patch that is written inside a file. */
export interface YamlText {
  readonly file: string;
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  /** `null` for a whole file. */
  readonly embedding: Embedding | null;
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Nodes that an alias refers to, with the name of their anchor. */
  readonly aliased: ReadonlyMap<Node, string>;
}

// An object that the API server accepts has at most 1.5 MB; beyond 2 MiB parsing costs more memory than a pass may use.
const longestText = 2 * 1024 * 1024;
// Kubernetes objects stay under 30 levels; the limit keeps every later walk away from the end of the stack.
const deepest = 100;

/** Parses a text with every limit applied. The error has the code `malformed-file`, `template-file` or `unreadable-file`. */
export function parseYaml(
  file: string,
  text: string,
  embedding: Embedding | null = null,
): Result<YamlText, Refusal> {
  if (text.length > longestText) {
    return err({ code: "unreadable-file", file, problem: "it is larger than 2 MiB" });
  }
  const lines = new LineCounter();
  const malformed = (offset: number, problem: string): Result<never, Refusal> => {
    if (hasTemplateSyntax(text)) return err({ code: "template-file", file });
    const line = lines.linePos(offset).line || 1;
    return err({
      code: "malformed-file",
      file,
      line: embedding === null ? line : embedding.lineOf(offset, line),
      problem,
    });
  };
  let documents: readonly Document.Parsed[];
  try {
    // uniqueKeys of the library is quadratic in the keys of one mapping; checkNodes does it in one pass.
    const parsed = parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
      lineCounter: lines,
    });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch {
    return malformed(0, "it is nested too deeply");
  }
  const failure = documents.flatMap((document) => document.errors)[0];
  if (failure !== undefined) return malformed(failure.pos[0], firstSentence(failure.message));
  const check: NodeCheck = { targets: new Map(), aliased: new Map(), anchors: new Map(), problem: null };
  for (const document of documents) {
    check.anchors.clear();
    checkNodes(document.contents, 0, check);
  }
  if (check.problem !== null) return malformed(check.problem.offset, check.problem.text);
  return ok({ file, text, documents, lines, embedding, targets: check.targets, aliased: check.aliased });
}

/** Helm, Go and Jinja placeholders. */
export function hasTemplateSyntax(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** One-based line in the file of an offset in this text. */
export function lineOf(yaml: YamlText, offset: number): number {
  const line = yaml.lines.linePos(offset).line || 1;
  return yaml.embedding === null ? line : yaml.embedding.lineOf(offset, line);
}

interface NodeCheck {
  readonly targets: Map<Alias, Node>;
  readonly aliased: Map<Node, string>;
  readonly anchors: Map<string, Node>;
  problem: { readonly offset: number; readonly text: string } | null;
}

function checkNodes(node: ParsedNode | Node | null, depth: number, check: NodeCheck): void {
  if (node === null || node === undefined || check.problem !== null) return;
  const offset = node.range?.[0] ?? 0;
  if (depth > deepest) {
    check.problem = { offset, text: `it is nested more than ${deepest} levels deep` };
  } else if (isAlias(node)) {
    const target = check.anchors.get(node.source);
    if (target === undefined) check.problem = { offset, text: `the alias *${node.source} has no anchor` };
    else {
      check.targets.set(node, target);
      check.aliased.set(target, node.source);
    }
  } else {
    // Registered before the children, as the parser does: an alias inside its own anchor is a cycle, refused above
    // by depth only if followed, and nothing here follows aliases without a depth limit.
    if (node.anchor !== undefined) check.anchors.set(node.anchor, node);
    if (isMap(node)) checkMap(node, depth, check);
    else if (isSeq(node)) {
      for (const item of node.items) checkNodes(item as Node | null, depth + 1, check);
    }
  }
}

function checkMap(map: YAMLMap, depth: number, check: NodeCheck): void {
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = pair.key as Node;
    if (isScalar(key)) {
      const name = String(key.value);
      if (seen.has(name)) {
        check.problem ??= {
          offset: key.range?.[0] ?? 0,
          text: `the key "${name.slice(0, 60)}" is there twice`,
        };
        return;
      }
      seen.add(name);
    } else if (isMap(key) || isSeq(key)) {
      // No object of Kubernetes has such a key; an unquoted `{{ placeholder }}` is one.
      check.problem ??= { offset: key.range?.[0] ?? 0, text: "a mapping or list is used as a key" };
      return;
    } else checkNodes(key, depth + 1, check);
    checkNodes(pair.value as Node | null, depth + 1, check);
  }
}

function firstSentence(message: string): string {
  return (message.split("\n")[0] ?? message).slice(0, 160).trim();
}
