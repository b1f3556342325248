import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { err, ok, type Refusal, type Result } from "../../../model/index.ts";
import { loadData } from "../../data.ts";
import { quoteStyleOf, scalarText } from "../../edit/scalar-text.ts";
import { checkSpelling, checkValueText } from "../../editable.ts";
import type { NodePath } from "../../node-path.ts";
import { isNull, pairOf, rangeOf, textOf } from "../../yaml-nodes.ts";
import { lineOf, parseYaml, type YamlText } from "../../yaml-text.ts";
import type { Format, FoundValue } from "../format.ts";
import { missing, repeated, type SourceText, unsupported } from "../source-text.ts";
import { decimal } from "../value-kind.ts";
import { parseValuePath } from "../value-path.ts";

/** With several documents in a file, the one that has the path is meant; two of them are refused. */
export const yamlFormat: Format = {
  name: "YAML",
  endings: [".yaml", ".yml"],
  hasSecondParser: true,
  find,
  spell,
  read: loadData,
};

function find(source: SourceText, path: string): Result<FoundValue, Refusal> {
  const keys = parseValuePath(path);
  if (!keys.ok) return missing(source, path, keys.error);
  const yaml = parseYaml(source.file, source.text);
  if (!yaml.ok) return yaml;
  const found: { readonly node: Node; readonly at: NodePath }[] = [];
  for (const [document, { contents }] of yaml.value.documents.entries()) {
    const node = walk(yaml.value, contents, keys.value);
    if (!node.ok) return node;
    if (node.value !== null) found.push({ node: node.value, at: [document, ...keys.value] });
  }
  const [first, ...others] = found;
  if (first === undefined) return missing(source, path);
  if (others.length > 0)
    return repeated(
      source,
      path,
      found.map(({ node }) => rangeOf(node)[0]),
    );
  return scalarAt(source, yaml.value, first);
}

/** The node at a path, written there itself; `null`: there is none. */
function walk(yaml: YamlText, root: Node | null, path: NodePath): Result<Node | null, Refusal> {
  let node: Node | null | undefined = root;
  for (const key of [...path, null]) {
    const anchor = node === null || node === undefined ? undefined : yaml.aliased.get(node);
    if (anchor !== undefined && node != null) return shared(yaml, node, anchor);
    if (key === null) break;
    if (isAlias(node)) return shared(yaml, node, node.source);
    if (isMap(node) && typeof key === "string") {
      const pair = pairOf(node, key);
      const merge = pair === undefined ? pairOf(node, "<<") : undefined;
      if (merge !== undefined) return shared(yaml, merge.key as Node, "<<");
      node = (pair?.value ?? null) as Node | null;
    } else if (isSeq(node) && typeof key === "number") node = node.items[key] as Node | undefined;
    else return ok(null);
  }
  return ok(node ?? null);
}

function shared(yaml: YamlText, node: Node, anchor: string): Result<never, Refusal> {
  return err({ code: "shared-anchor", file: yaml.file, line: lineOf(yaml, rangeOf(node)[0]), anchor });
}

function scalarAt(
  source: SourceText,
  yaml: YamlText,
  { node, at }: { readonly node: Node; readonly at: NodePath },
): Result<FoundValue, Refusal> {
  const [start, end] = rangeOf(node);
  if (isAlias(node)) return shared(yaml, node, node.source);
  if (!isScalar(node)) return unsupported(source, start, "a mapping or a list where one value is wanted");
  if (isNull(node)) return unsupported(source, start, "an empty value");
  const spelling = checkSpelling({ yaml, node });
  if (!spelling.ok) return spelling;
  const text = checkValueText({ yaml, node });
  if (!text.ok) return text;
  const type = typeof node.value;
  if (type === "string" && node.type === "PLAIN" && words.test(String(node.value)))
    return unsupported(source, start, "a word that YAML versions read differently");
  return ok({
    start,
    end,
    text: textOf(node) ?? "",
    type: type === "number" || type === "bigint" ? "number" : type === "boolean" ? "boolean" : "text",
    quote: quoteStyleOf(node),
    at,
  });
}

// Read as booleans, numbers or nothing by YAML 1.1.
const words = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?\.?(?:inf|nan))$/i;
// Read as text by every version: a word, or a number with a unit; 1e3 and 0x1f are numbers for some.
const plainText = /^(?:[A-Za-z][\w./-]*|\d+(?:\.\d+)?(?!e)[A-Za-zµ][\w.]*)$/i;

function spell({ type, quote }: FoundValue, value: string): Result<string, string> {
  if (quote === "single" || quote === "double") return ok(scalarText(value, quote));
  if (type !== "text") return decimal.test(value) || type === "boolean" ? ok(value) : err("no such number");
  const isPlain = plainText.test(value) && !words.test(value) && !/^0[xob]/i.test(value);
  return ok(isPlain ? value : JSON.stringify(value));
}
