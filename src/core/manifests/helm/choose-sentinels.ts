import { parseQuantity } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import { textOf } from "../yaml-nodes.ts";
import { hasTemplateSyntax } from "../yaml-text.ts";
import { missingResources } from "./missing-resources.ts";
import { SentinelTexts } from "./sentinel-texts.ts";
import type { ChartSurvey, ChartUse } from "./survey-charts.ts";
import { roleOf, type ValueRole } from "./value-role.ts";
import type { PlantedAt, SentinelStyle, ValueSentinel } from "./value-sentinel.ts";
import { leavesIn, type ValuesLeaf } from "./values-tree.ts";

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
  for (const layer of new Set(use.layers.map((used) => used.layer))) {
    for (const [path, leaf] of leavesIn(layer.tree)) {
      const role = roleFor(path, leaf, amounts);
      if (role !== null) add({ in: "layer", layer, path }, role, leaf);
    }
  }
  if (amounts === null) for (const { at, role } of missingResources(survey.files, use)) add(at, role, null);
  return sentinels;
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
