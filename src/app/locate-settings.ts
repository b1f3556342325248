import {
  assembleLocated,
  blockOf,
  type Environment,
  filesToRender,
  isChosen,
  type Located,
  locateStatically,
  plantSentinels,
  reachOf,
  readSentinels,
  type Survey,
  surveyRepository,
  type Trace,
  traceRaw,
  type Unlocated,
} from "../core/manifests/index.ts";
import type { Refusal, RepositoryFiles, Result } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";

/**
 * Finds every container setting of a repository and the line that decides it. Without a renderer, or where an
 * environment does not render, the layers are followed statically, and a notice says so. With `environment`, only
 * what is chosen and what shares files with it is looked at.
 */
export async function locateSettings(
  files: RepositoryFiles,
  renderer: Renderer | null,
  options: { readonly environment?: string } = {},
): Promise<Located> {
  const survey = surveyRepository(files);
  const kustomized = relevantEnvironments(survey, options.environment);
  const traces: Trace[] = survey.environments
    .filter(({ kind }) => kind === "raw")
    .map((raw) => traceRaw(survey, raw));
  const unlocated: Unlocated[] = [];
  const notices: string[] = [];
  if (renderer === null && kustomized.length > 0) {
    notices.push(
      "kubectl was not found: kustomize layers are followed statically, and changes are not proven by rendering.",
    );
  }
  const rendered = renderer === null ? null : await renderAll(survey, kustomized, renderer);
  for (const environment of kustomized) {
    const render = rendered?.get(environment) ?? null;
    if (render?.ok) {
      traces.push(render.value);
      continue;
    }
    const followed = locateStatically(survey, environment);
    if (followed.ok) {
      traces.push(followed.value);
      if (render !== null)
        notices.push(`${environment.name} is followed statically: ${problemOf(render.error)}.`);
    } else unlocated.push({ environment, refusal: render?.error ?? followed.error });
  }
  return assembleLocated(survey, traces, unlocated, notices);
}

// Who shares a file with the chosen environment must be known too; the others cannot change the answer.
function relevantEnvironments(survey: Survey, choice: string | undefined): readonly Environment[] {
  const all = survey.environments.filter(({ kind }) => kind === "kustomization");
  if (choice === undefined) return all;
  const chosen = all.filter((environment) => isChosen(environment, choice));
  const wanted = new Set(chosen.flatMap((environment) => [...reachOf(survey, environment)]));
  return all.filter((environment) => [...reachOf(survey, environment)].some((file) => wanted.has(file)));
}

function problemOf(refusal: Refusal): string {
  return refusal.code === "render-failed" ? refusal.problem : refusal.code;
}

type Traced = Result<Trace, Refusal>;

async function renderAll(
  survey: Survey,
  environments: readonly Environment[],
  renderer: Renderer,
): Promise<ReadonlyMap<Environment, Traced>> {
  const traced = new Map<Environment, Traced>();
  const renderable: Environment[] = [];
  for (const environment of environments) {
    const block = blockOf(survey, environment);
    if (block === null) renderable.push(environment);
    else traced.set(environment, failed(environment, block));
  }
  if (renderable.length === 0) return traced;
  const reached = new Set(renderable.flatMap((environment) => [...reachOf(survey, environment)]));
  const { overlay } = plantSentinels(survey, reached);
  const workspace = await renderer.open(filesToRender(survey, renderable));
  try {
    const renders = await Promise.all(
      renderable.map(async (environment): Promise<readonly [Environment, Traced]> => {
        const result = await trace(survey, environment, overlay, workspace);
        return [environment, result];
      }),
    );
    for (const [environment, result] of renders) traced.set(environment, result);
  } finally {
    await workspace.close();
  }
  return traced;
}

async function trace(
  survey: Survey,
  environment: Environment,
  overlay: ReadonlyMap<string, string>,
  workspace: RenderWorkspace,
): Promise<Traced> {
  const rendered = await workspace.kustomize(environment.path, overlay);
  return rendered.ok
    ? readSentinels(survey, environment, rendered.value)
    : failed(environment, rendered.error);
}

function failed(environment: Environment, problem: string): Traced {
  return { ok: false, error: { code: "render-failed", environment: environment.name, problem } };
}
