import {
  type Environment,
  type InflatedChart,
  inflatedChart,
  inflatingLayers,
  type Kustomization,
  replaceCharts,
  type Survey,
  standInName,
  standInPath,
} from "../core/manifests/index.ts";
import { err, explainRefusal, ok, type Result } from "../core/model/index.ts";
import type { RenderWorkspace } from "../ports/renderer.ts";
import { renderChart } from "./render-chart.ts";
import { traceChart } from "./trace-chart.ts";

/**
 * A workspace in which kustomize inflates the charts of an environment: they are rendered first, and stand beside the
 * other manifests. Kustomize itself is never told to run helm, because a kustomization can make it pass helm any flag.
 */
export function inflating(
  survey: Survey,
  environment: Environment,
  workspace: RenderWorkspace,
): RenderWorkspace {
  const layers = inflatingLayers(survey, environment);
  if (layers.length === 0) return workspace;
  return {
    helm: (chart, overlay) => workspace.helm(chart, overlay),
    close: () => workspace.close(),
    kustomize: async (directory, overlay) => {
      const texts = await withRenders(survey, layers, workspace, overlay);
      return texts.ok ? await workspace.kustomize(directory, texts.value) : texts;
    },
  };
}

async function withRenders(
  survey: Survey,
  layers: readonly Kustomization[],
  workspace: RenderWorkspace,
  overlay: ReadonlyMap<string, string>,
): Promise<Result<ReadonlyMap<string, string>, string>> {
  const texts = new Map(overlay);
  for (const layer of layers) {
    const before = overlay.get(layer.file) ?? layer.yaml.text;
    const after = withoutCharts(layer, before);
    if (!after.ok) return after;
    // The renders stand in for the charts already.
    if (after.value === before) continue;
    texts.set(layer.file, after.value);
    for (const [index, source] of layer.inflates.entries()) {
      const rendered = await renderChart(survey, source, workspace, overlay);
      if (!rendered.ok) return rendered;
      texts.set(standInPath(layer, index), rendered.value);
    }
  }
  return ok(texts);
}

function withoutCharts(layer: Kustomization, text: string): Result<string, string> {
  const after = replaceCharts(
    text,
    layer.inflates.map((_, index) => standInName(index)),
  );
  return after === null
    ? err(`the charts in ${layer.file} cannot be told from what is around them`)
    : ok(after);
}

/** What decides the settings of the charts that an environment inflates. The error is a problem for people. */
export async function traceInflated(
  survey: Survey,
  environment: Environment,
  workspace: RenderWorkspace,
): Promise<Result<readonly InflatedChart[], string>> {
  const inflated: InflatedChart[] = [];
  for (const kustomization of inflatingLayers(survey, environment)) {
    for (const [index, source] of kustomization.inflates.entries()) {
      const use = survey.charts.uses.get(source);
      if (use === undefined) return err("a chart that it inflates was not read");
      if (!use.ok) return err(explainRefusal(use.error));
      const traced = await traceChart(survey.charts, use.value, workspace, survey.templates);
      if (!traced.ok) return err(explainRefusal(traced.error));
      const chart = inflatedChart({ kustomization, index }, traced.value.rendered, traced.value.trace);
      if (!chart.ok) return chart;
      inflated.push(chart.value);
    }
  }
  return ok(inflated);
}

/** Texts of kustomizations that name the renders of their charts, over the given ones. */
export function namingRenders(
  survey: Survey,
  environment: Environment,
  overlay: ReadonlyMap<string, string>,
): Result<ReadonlyMap<string, string>, string> {
  const texts = new Map(overlay);
  for (const layer of inflatingLayers(survey, environment)) {
    const after = withoutCharts(layer, overlay.get(layer.file) ?? layer.yaml.text);
    if (!after.ok) return after;
    texts.set(layer.file, after.value);
  }
  return ok(texts);
}
