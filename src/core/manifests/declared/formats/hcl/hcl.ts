import { ok, type Refusal, type Result } from "../../../../model/index.ts";
import type { Data } from "../../../data.ts";
import type { NodePath } from "../../../node-path.ts";
import type { Format, FoundValue } from "../../format.ts";
import {
  malformed,
  missing,
  repeated,
  type SourceText,
  substituted,
  unsupported,
} from "../../source-text.ts";
import { parseValuePath } from "../../value-path.ts";
import { parseHcl } from "./parse-hcl.ts";
import type { Attribute, Block, Body, Expression, Literal } from "./syntax.ts";

/**
 * Terraform's HCL. A path goes through block types and labels as Terraform's own addresses do; of several blocks that
 * are called the same, an index picks one. Literals are edited; what has to be evaluated is not.
 */
export const hclFormat: Format = {
  name: "HCL",
  endings: [".tf", ".tfvars", ".hcl"],
  hasSecondParser: false,
  find,
  spell: ({ type }, value) => ok(type === "text" ? quoted(value) : value),
  read: (text) => {
    const body = parseHcl(text);
    return body.ok ? ok(bodyData(body.value)) : { ok: false, error: body.error.problem };
  },
};

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replace(/([$%])\{/g, "$1$1{")}"`;
}

function find(source: SourceText, path: string): Result<FoundValue, Refusal> {
  const keys = parseValuePath(path);
  if (!keys.ok) return missing(source, path, keys.error);
  const body = parseHcl(source.text);
  if (!body.ok) return malformed(source, body.error.at, { format: "HCL", problem: body.error.problem });
  const places = inBody(body.value, keys.value, []);
  const [place] = places;
  if (place === undefined) return missing(source, path);
  if (places.length > 1)
    return repeated(
      source,
      path,
      places.map(({ value }) => value.at),
    );
  return foundIn(source, place);
}

interface PlacedValue {
  readonly value: Expression;
  readonly at: NodePath;
}

/** Everything that a path could mean. */
function inBody(body: Body, path: NodePath, at: NodePath): readonly PlacedValue[] {
  const groups = new Map<string, Block[]>();
  for (const block of body.blocks) {
    const name = JSON.stringify([block.type, ...block.labels]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [block]);
    else group.push(block);
  }
  return [
    ...inItems(body.attributes, path, at),
    ...[...groups.values()].flatMap((blocks) => inBlocks(blocks, path, at)),
  ];
}

function inItems(items: readonly Attribute[], [key, ...rest]: NodePath, at: NodePath): PlacedValue[] {
  return items.flatMap(({ name, value }) => (name === key ? inExpression(value, rest, [...at, name]) : []));
}

function inBlocks(blocks: readonly Block[], path: NodePath, at: NodePath): readonly PlacedValue[] {
  const [first] = blocks;
  if (first === undefined) return [];
  const names = [first.type, ...first.labels];
  if (!names.every((name, index) => name === path[index])) return [];
  const rest = path.slice(names.length);
  const [index] = rest;
  return blocks.flatMap(({ body }, position) => {
    if (typeof index === "number" && index !== position) return [];
    return inBody(body, typeof index === "number" ? rest.slice(1) : rest, [...at, ...names, position]);
  });
}

function inExpression(value: Expression, path: NodePath, at: NodePath): readonly PlacedValue[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ value, at }];
  if (value.kind === "object") return inItems(value.items, path, at);
  const item = value.kind === "tuple" && typeof key === "number" ? value.items[key] : undefined;
  return item === undefined ? [] : inExpression(item, rest, [...at, key]);
}

function foundIn(source: SourceText, { value, at }: PlacedValue): Result<FoundValue, Refusal> {
  if (value.kind === "computed") return computed(source, value);
  if (value.kind !== "literal")
    return unsupported(source, value.at, "an object or a list where one value is wanted");
  const { type, text, at: start, end } = value;
  if (type === "null") return unsupported(source, start, "null, whose type is not known");
  return ok({ start, end, text, type, quote: type === "text" ? '"' : "", at });
}

function computed(
  source: SourceText,
  { at, text }: { readonly at: number; readonly text: string },
): Result<never, Refusal> {
  if (text.startsWith("<<")) return unsupported(source, at, "a heredoc");
  // A reference, or a text with a reference in it, and nothing else.
  if (/^[\w.[\]"-]+$/.test(text) || text.startsWith('"')) return substituted(source, at, text);
  return unsupported(source, at, "an expression that has to be evaluated");
}

function bodyData({ attributes, blocks }: Body): Data {
  const data = itemsData(attributes);
  for (const { type, labels, body } of blocks) {
    let level = data;
    for (const name of [type, ...labels].slice(0, -1)) {
      const below = level.get(name);
      const next = below instanceof Map ? (below as Map<unknown, Data>) : new Map<unknown, Data>();
      level.set(freeName(level, name, below === undefined || below instanceof Map), next);
      level = next;
    }
    const name = labels.at(-1) ?? type;
    const list = level.get(name);
    if (Array.isArray(list)) list.push(bodyData(body));
    else level.set(freeName(level, name, list === undefined), [bodyData(body)]);
  }
  return data;
}

// A block and an attribute of one name: Terraform refuses them, and here neither may hide the other.
function freeName(level: ReadonlyMap<unknown, Data>, name: string, isFree: boolean): string {
  return isFree ? name : `${name} (${level.size})`;
}

function itemsData(items: readonly Attribute[]): Map<unknown, Data> {
  const data = new Map<unknown, Data>();
  for (const { name, value } of items) data.set(freeName(data, name, !data.has(name)), expressionData(value));
  return data;
}

function expressionData(value: Expression): Data {
  if (value.kind === "literal") return literalData(value);
  if (value.kind === "object") return itemsData(value.items);
  return value.kind === "tuple" ? value.items.map(expressionData) : `computed: ${value.text}`;
}

function literalData({ type, text }: Literal): Data {
  if (type === "null") return null;
  if (type === "boolean") return text === "true";
  return type === "number" ? Number(text) : text;
}
