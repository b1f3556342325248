import {
  assembleLocated,
  blockOf,
  type Environment,
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
import type { Renderer } from "../ports/renderer.ts";
import { inParallel } from "./in-parallel.ts";
import { renderAlone, rendersAhead } from "./render-alone.ts";

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
  const results = await inParallel(renderable, rendersAhead, (one) => trace(survey, one, renderer));
  for (const [index, environment] of renderable.entries()) {
    const result = results[index];
    if (result !== undefined) traced.set(environment, result);
  }
  return traced;
}

async function trace(survey: Survey, environment: Environment, renderer: Renderer): Promise<Traced> {
  const { overlay, slots } = plantSentinels(survey, environment);
  const rendered = await renderAlone(survey, environment, renderer, (workspace) =>
    workspace.kustomize(environment.path, overlay),
  );
  return rendered.ok
    ? readSentinels(survey, environment, slots, rendered.value)
    : failed(environment, rendered.error);
}

function failed(environment: Environment, problem: string): Traced {
  return { ok: false, error: { code: "render-failed", environment: environment.name, problem } };
}
