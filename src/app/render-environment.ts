import {
  applyKustomizeOptions,
  type ChartEnvironment,
  type Environment,
  editedSubstitution,
  type KustomizedEnvironment,
  plantInValues,
  type Survey,
  substituteVariables,
  surveyCharts,
} from "../core/manifests/index.ts";
import { err, explainRefusal, ok, type RepositoryFiles, type Result } from "../core/model/index.ts";
import type { RenderWorkspace } from "../ports/renderer.ts";
import type { Scratch } from "./render-alone.ts";

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
    ? renderChart(survey, environment, scratch.workspace, inScratch(scratch, texts))
    : renderKustomization(survey, environment, scratch, texts);
}

/** The same without the variables that are filled in after the build. */
export async function buildKustomization(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
  texts: Texts,
): Promise<Result<string, string>> {
  const options = applyKustomizeOptions(survey, environment, texts);
  if (!options.ok) return err(explainRefusal(options.error).replace(/\.$/, ""));
  const overlay = new Map([...inScratch(scratch, texts), ...options.value]);
  return await scratch.workspace.kustomize(environment.path, overlay);
}

async function renderKustomization(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
  texts: Texts,
): Promise<Result<string, string>> {
  const built = await buildKustomization(survey, environment, scratch, texts);
  const { substitution } = environment.deployer;
  if (!built.ok || substitution === null) return built;
  const edited = editedSubstitution(substitution, texts);
  if (!edited.ok) return err(explainRefusal(edited.error));
  const filled = substituteVariables(built.value, edited.value);
  return filled.ok ? ok(filled.value) : filled;
}

// What another environment reads does not belong into a workspace, nor does a declaration that is read here.
function inScratch({ files }: Scratch, texts: Texts): Texts {
  return new Map([...texts].filter(([path]) => files.has(path)));
}

// Values may stand inside another file, so that they are read anew from the texts that are to be rendered.
async function renderChart(
  { files, charts }: Survey,
  { source }: ChartEnvironment,
  workspace: RenderWorkspace,
  overlay: Texts,
): Promise<Result<string, string>> {
  const read = overlay.size === 0 ? charts : surveyCharts(withTexts(files, overlay), [source], 0);
  const use = read.uses.get(source);
  if (use === undefined) return err("its chart was not read");
  if (!use.ok) return err(explainRefusal(use.error));
  const { values } = plantInValues(use.value, []);
  const { chart: directory, releaseName, namespace, parameters } = source;
  const dependencies = use.value.tree.links;
  return await workspace.helm(
    { directory, releaseName, namespace, parameters, values, dependencies, includeCrds: false },
    overlay,
  );
}

function withTexts(files: RepositoryFiles, overlay: Texts): RepositoryFiles {
  const texts = [...overlay].map(([path, text]) => [path, { kind: "text", text }] as const);
  return { ...files, files: new Map([...files.files, ...texts]) };
}
