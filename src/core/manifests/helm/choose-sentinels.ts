import { parseQuantity } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import { textOf } from "../yaml-nodes.ts";
import { hasTemplateSyntax } from "../yaml-text.ts";
import { missingResources } from "./missing-resources.ts";
import { archiveOf } from "./packed-charts.ts";
import { SentinelTexts } from "./sentinel-texts.ts";
import type { ChartSurvey, ChartUse, UsedLayer } from "./survey-charts.ts";
import { roleOf, type ValueRole } from "./value-role.ts";
import type { PlantedAt, SentinelStyle, ValueSentinel } from "./value-sentinel.ts";
import type { ValuesLayer } from "./values-layer.ts";
import { leavesIn, type ValuesLeaf, type ValuesTree, valueAt } from "./values-tree.ts";

// Public charts have up to about 1,500 values that can mean an amount or a count.
const most = 5_000;

/**
 * The sentinels that stand for what the values of a chart can decide: every amount of CPU or memory, every count of
 * replicas, and each amount that a block of resources could have and has not. With `amounts` (in nano units), instead
 * every value that is such an amount, whatever its key says.
 */
export function chooseSentinels(
  survey: ChartSurvey,
  use: ChartUse,
  style: SentinelStyle,
  amounts: ReadonlySet<bigint> | null = null,
): readonly ValueSentinel[] {
  const texts = new SentinelTexts(textsOf(survey, use));
  const sentinels: ValueSentinel[] = [];
  const add = (at: PlantedAt, role: ValueRole, leaf: ValuesLeaf | null): void => {
    const made = sentinels.length < most ? texts.make(role, style, leaf?.yaml ?? null) : null;
    if (made !== null) sentinels.push({ at, role, leaf, ...made });
  };
  for (const used of new Map(use.layers.map((one) => [one.layer, one])).values()) {
    for (const [path, leaf] of leavesIn(used.layer.tree)) {
      const role = roleFor(path, leaf, amounts);
      if (role !== null) for (const at of placesOf(use, used, path)) add(at, role, leaf);
    }
  }
  if (amounts === null) for (const { at, role } of missingResources(survey.files, use)) add(at, role, null);
  return sentinels;
}

// What stands in an archive cannot be written anew, but values that are merged later win over it, unless something does
// already. Lists are left alone, because they would be replaced as a whole.
function placesOf(use: ChartUse, { layer, scopes }: UsedLayer, path: NodePath): readonly PlantedAt[] {
  if (archiveOf(layer.yaml.file) === null) return [{ in: "layer", layer, path }];
  if (path.some((key) => typeof key === "number")) return [];
  const wholes = scopes.map((scope) => [...scope, ...path]);
  return wholes.flatMap((whole) => (isLast(use, layer, whole) ? [{ in: "addition", path: whole }] : []));
}

function isLast({ layers }: ChartUse, layer: ValuesLayer, path: NodePath): boolean {
  const later = layers.slice(layers.findLastIndex((used) => used.layer === layer) + 1);
  return later.every(({ layer: { tree }, scopes }) =>
    scopes.every((scope) => {
      const isAbove = scope.every((key, index) => key === path[index]);
      const local = path.slice(scope.length);
      // A value above it, or null, would stand in its place.
      return !isAbove || local.every((_, length) => !stopsAt(valueAt(tree, local.slice(0, length + 1))));
    }),
  );
}

function stopsAt(value: ValuesTree | undefined): boolean {
  return value !== undefined && value.kind !== "map";
}

function roleFor(path: NodePath, leaf: ValuesLeaf, amounts: ReadonlySet<bigint> | null): ValueRole | null {
  const text = textOf(leaf.node);
  if (text === null || leaf.yaml.startsWith("!") || hasTemplateSyntax(text)) return null;
  if (amounts === null) return roleOf(path, text);
  const parsed = parseQuantity(text);
  return parsed.ok && amounts.has(parsed.value.nanos) ? (roleOf(path, text) ?? "cpu") : null;
}

function textsOf({ files }: ChartSurvey, { layers, tree, source }: ChartUse): readonly string[] {
  const templates = tree.members.flatMap(({ chart }) => chart.templates);
  return [
    ...layers.map(({ layer }) => layer.yaml.text),
    ...source.parameters.map(({ value }) => value),
    ...templates.flatMap((path) => {
      const file = files.files.get(path);
      return file?.kind === "text" ? [file.text] : [];
    }),
  ];
}
