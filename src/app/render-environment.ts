import type { Environment, Survey } from "../core/manifests/index.ts";
import type { Result } from "../core/model/index.ts";
import type { RenderWorkspace } from "../ports/renderer.ts";
import { renderChart } from "./render-chart.ts";

/** Renders an environment as its deployer would, with other texts for some files. The error is a problem for people. */
export function renderEnvironment(
  survey: Survey,
  environment: Environment,
  workspace: RenderWorkspace,
  overlay: ReadonlyMap<string, string>,
): Promise<Result<string, string>> {
  return environment.kind === "chart"
    ? renderChart(survey, environment.source, workspace, overlay)
    : workspace.kustomize(environment.path, overlay);
}
