import {
  applyKustomizeOptions,
  type Environment,
  editedSubstitution,
  type KustomizedEnvironment,
  type Survey,
  substituteVariables,
} from "../core/manifests/index.ts";
import { err, explainRefusal, ok, type Result } from "../core/model/index.ts";
import { inflateCharts } from "./inflate-charts.ts";
import { inScratch, type Scratch } from "./render-alone.ts";
import { renderChart } from "./render-chart.ts";

type Texts = ReadonlyMap<string, string>;

/**
 * Renders an environment as its deployer would, with other texts for some files, whether they are rendered or only say how.
 * The error is a problem for people.
 */
export function renderEnvironment(
  survey: Survey,
  environment: Environment & { readonly kind: "kustomization" | "chart" },
  scratch: Scratch,
  texts: Texts,
): Promise<Result<string, string>> {
  return environment.kind === "chart"
    ? renderChart(survey, environment.source, scratch, texts)
    : renderKustomization(survey, environment, scratch, texts);
}

/** The same where its charts were inflated already, and without the variables that are filled in after the build. */
export async function buildKustomization(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
  texts: Texts,
): Promise<Result<string, string>> {
  const options = applyKustomizeOptions(survey, environment, texts);
  if (!options.ok) return err(explainRefusal(options.error).replace(/\.$/, ""));
  // A declaration is read here, and is no part of the build.
  const overlay = new Map([...inScratch(survey, scratch, texts), ...options.value]);
  return await scratch.workspace.kustomize(environment.path, overlay);
}

async function renderKustomization(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
  texts: Texts,
): Promise<Result<string, string>> {
  const inflated = await inflateCharts(survey, environment, scratch, texts);
  if (!inflated.ok) return inflated;
  const built = await buildKustomization(survey, environment, scratch, inflated.value);
  const { substitution } = environment.deployer;
  if (!built.ok || substitution === null) return built;
  const edited = editedSubstitution(substitution, texts);
  if (!edited.ok) return err(explainRefusal(edited.error));
  const filled = substituteVariables(built.value, edited.value);
  return filled.ok ? ok(filled.value) : filled;
}
