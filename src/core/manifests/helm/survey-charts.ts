import { ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import type { BuiltSurvey } from "../built-survey.ts";
import type { NodePath } from "../node-path.ts";
import type { ParsedFile } from "../parsed-file.ts";
import { type ChartTree, readChartTree } from "./chart-tree.ts";
import type { HelmSource } from "./helm-source.ts";
import { LayerReader } from "./layer-reader.ts";
import { withPackedCharts } from "./packed-charts.ts";
import type { ValuesLayer } from "./values-layer.ts";

/** All charts that environments deploy, with the texts that their values come from. */
export interface ChartSurvey {
  /** With the files of packed charts. */
  readonly files: RepositoryFiles;
  /** Every file with values, by path. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  readonly uses: ReadonlyMap<HelmSource, Result<ChartUse, Refusal>>;
  /** The number after the last place. */
  readonly nextId: number;
  /** What is merged for charts that are not in the repository, whose own values are not known. */
  readonly releases: ReadonlyMap<ReleaseSource, Result<readonly UsedLayer[], Refusal>>;
}

/** A chart that is somewhere else, as one environment deploys it. */
export type ReleaseSource = Omit<HelmSource, "chart">;

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

/** What charts are read with. */
export interface ChartReading {
  /** Numbers of places count up from here. */
  readonly firstId: number;
  /** Releases of charts that are not in the repository. */
  readonly elsewhere?: readonly ReleaseSource[];
  /** Texts that stand in no file, and may hold values. */
  readonly declarations: BuiltSurvey["rendered"];
}

/**
 * Reads charts and values of all environments together, so that a text that several of them merge is one text. An
 * environment that cannot be read does not hide the others.
 */
export function surveyCharts(
  repository: RepositoryFiles,
  sources: readonly HelmSource[],
  { firstId, elsewhere = [], declarations }: ChartReading,
): ChartSurvey {
  const files = withPackedCharts(repository);
  const layers = new LayerReader(files, declarations, firstId);
  const reading: Reading = { files, layers, trees: new Map() };
  const uses = new Map<HelmSource, Result<ChartUse, Refusal>>();
  for (const source of sources) uses.set(source, useOf(reading, source));
  const releases = new Map(elsewhere.map((source) => [source, layersOf(reading, source)] as const));
  return { files, parsed: reading.layers.parsed, uses, releases, nextId: reading.layers.nextId };
}

interface Reading {
  readonly files: RepositoryFiles;
  readonly layers: LayerReader;
  readonly trees: Map<string, Result<ChartTree, Refusal>>;
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
    const layer = reading.layers.read({ from: "file", path });
    if (!layer.ok) return layer;
    layers.push({ layer: layer.value, scopes: at, isDefault: true });
  }
  const own = layersOf(reading, source);
  return own.ok ? ok({ source, tree: tree.value, layers: [...layers, ...own.value] }) : own;
}

function layersOf(reading: Reading, source: ReleaseSource): Result<readonly UsedLayer[], Refusal> {
  const layers: UsedLayer[] = [];
  for (const values of source.values) {
    const layer = reading.layers.read(values);
    if (!layer.ok) return layer;
    layers.push({ layer: layer.value, scopes: [[]], isDefault: false });
  }
  return ok(layers);
}
