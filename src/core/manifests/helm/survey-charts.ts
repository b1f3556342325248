import { isMap, isScalar, type Node } from "yaml";
import { err, ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import { embeddingOf } from "../embed.ts";
import type { NodePath } from "../node-path.ts";
import { type ParsedFile, parseFile } from "../parsed-file.ts";
import { lookUpPath } from "../yaml-nodes.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";
import { type ChartTree, readChartTree } from "./chart-tree.ts";
import type { HelmSource, HelmValues } from "./helm-source.ts";
import { placesIn, type ValuesLayer } from "./values-layer.ts";
import { expandValues } from "./values-tree.ts";

/** All charts that environments deploy, with the texts that their values come from. */
export interface ChartSurvey {
  readonly files: RepositoryFiles;
  /** Every file with values, by path. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  readonly uses: ReadonlyMap<HelmSource, Result<ChartUse, Refusal>>;
}

/** A chart as one environment deploys it. */
export interface ChartUse {
  readonly source: HelmSource;
  readonly tree: ChartTree;
  /** In the order in which they are merged; a file that is named twice is there twice. */
  readonly layers: readonly UsedLayer[];
}

export interface UsedLayer {
  readonly layer: ValuesLayer;
  /** Where the layer's values lie in the values of the topmost chart. */
  readonly scopes: readonly NodePath[];
  /** It belongs to a chart, so that every environment with the chart reads it. */
  readonly isDefault: boolean;
}

/**
 * Reads charts and values of all environments together, so that a text that several of them merge is one text. Numbers
 * of places count up from `firstId`. An environment that cannot be read does not hide the others.
 */
export function surveyCharts(
  files: RepositoryFiles,
  sources: readonly HelmSource[],
  firstId: number,
): ChartSurvey {
  const reading: Reading = { files, parsed: new Map(), layers: new Map(), trees: new Map(), nextId: firstId };
  const uses = new Map<HelmSource, Result<ChartUse, Refusal>>();
  for (const source of sources) uses.set(source, useOf(reading, source));
  return { files, parsed: reading.parsed, uses };
}

interface Reading {
  readonly files: RepositoryFiles;
  readonly parsed: Map<string, ParsedFile>;
  readonly layers: Map<string, Result<ValuesLayer, Refusal>>;
  readonly trees: Map<string, Result<ChartTree, Refusal>>;
  nextId: number;
}

function useOf(reading: Reading, source: HelmSource): Result<ChartUse, Refusal> {
  const tree = reading.trees.get(source.chart) ?? readChartTree(reading.files, source.chart);
  reading.trees.set(source.chart, tree);
  if (!tree.ok) return tree;
  const layers: UsedLayer[] = [];
  const scopes = new Map<string, NodePath[]>();
  // Values of a chart above win over those of the chart itself, so the deepest come first.
  for (const { chart, scope } of [...tree.value.members].sort((a, b) => b.scope.length - a.scope.length)) {
    if (chart.valuesFile === null) continue;
    scopes.set(chart.valuesFile, [...(scopes.get(chart.valuesFile) ?? []), scope]);
  }
  for (const [path, at] of scopes) {
    const layer = layerOf(reading, { from: "file", path });
    if (!layer.ok) return layer;
    layers.push({ layer: layer.value, scopes: at, isDefault: true });
  }
  for (const values of source.values) {
    const layer = layerOf(reading, values);
    if (!layer.ok) return layer;
    layers.push({ layer: layer.value, scopes: [[]], isDefault: false });
  }
  return ok({ source, tree: tree.value, layers });
}

function layerOf(reading: Reading, values: HelmValues): Result<ValuesLayer, Refusal> {
  const key = JSON.stringify(values);
  const layer = reading.layers.get(key) ?? readLayer(reading, values);
  reading.layers.set(key, layer);
  return layer;
}

function readLayer(reading: Reading, values: HelmValues): Result<ValuesLayer, Refusal> {
  const path = values.from === "file" ? values.path : values.file;
  const known = reading.parsed.get(path);
  const file: Result<ParsedFile, Refusal> = known === undefined ? parseFile(reading.files, path) : ok(known);
  if (!file.ok) return file;
  reading.parsed.set(path, file.value);
  const { yaml } = file.value;
  if (values.from === "file") return layerAt(reading, yaml, "file", 0, []);
  const found = lookUpPath(yaml, yaml.documents[values.document]?.contents ?? null, values.path);
  const node = found?.node ?? null;
  if (isMap(node)) return layerAt(reading, yaml, "inline", values.document, values.path);
  if (!isScalar(node) || typeof node.value !== "string")
    return err({
      code: "unreadable-file",
      file: path,
      problem: "it holds no values where they are expected",
    });
  const embedding = embeddingOf(yaml, values.document, values.path, node);
  const inner = parseYaml(path, node.value, embedding);
  return inner.ok ? layerAt(reading, inner.value, "inline", 0, []) : inner;
}

// Helm reads the first document of a text and leaves out the others.
function layerAt(
  reading: Reading,
  yaml: YamlText,
  kind: ValuesLayer["kind"],
  document: number,
  path: NodePath,
): Result<ValuesLayer, Refusal> {
  const contents: Node | null = yaml.documents[document]?.contents ?? null;
  const root = lookUpPath(yaml, contents, path)?.node ?? null;
  const tree = expandValues(yaml, root);
  if (!tree.ok) return err({ code: "unreadable-file", file: yaml.file, problem: tree.error });
  // Anchors may stand outside an inline mapping, and a scalar that is reached through one is numbered as well.
  const places = placesIn(yaml, document, reading.nextId);
  reading.nextId = places.nextId;
  return ok({ kind, yaml, document, tree: tree.value, places });
}
