import {
  assembleLocated,
  type Environment,
  isChosen,
  type Located,
  locateStatically,
  reachOf,
  type Survey,
  surveyRepository,
  type Trace,
  traceRaw,
  type Unlocated,
} from "../core/manifests/index.ts";
import type { Refusal, RepositoryFiles } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import { type Traced, traceEnvironments } from "./trace-environments.ts";

/**
 * Finds every container setting and count of a repository and the line that decides it. Without a renderer, or where a
 * kustomization does not render, its layers are followed statically, and a notice says so; of a chart that does not
 * render nothing is known. With `environment`, only what is chosen and what shares files with it is looked at.
 */
export async function locateSettings(
  files: RepositoryFiles,
  renderer: Renderer | null,
  options: { readonly environment?: string } = {},
): Promise<Located> {
  const survey = surveyRepository(files);
  const environments = relevantEnvironments(survey, options.environment);
  const traces: Trace[] = survey.environments
    .filter(({ kind }) => kind === "raw")
    .map((raw) => traceRaw(survey, raw));
  const unlocated: Unlocated[] = [];
  const notices: string[] = [];
  const isRenderable = ({ kind }: Environment) => renderer?.renders.has(programs[kind]) === true;
  for (const kind of ["kustomization", "chart"] as const) {
    if (environments.some((one) => one.kind === kind && !isRenderable(one)))
      notices.push(withoutProgram[kind]);
  }
  const renderable = environments.filter(isRenderable);
  const rendered = renderer === null ? null : await traceEnvironments(survey, renderable, renderer);
  notices.push(...(rendered?.notices ?? []));
  for (const environment of environments) {
    const trace = traceOf(survey, environment, rendered?.traced.get(environment) ?? null, notices);
    if (trace.ok) traces.push(trace.value);
    else unlocated.push({ environment, refusal: trace.error });
  }
  return assembleLocated(survey, traces, unlocated, notices);
}

const programs = { kustomization: "kustomize", chart: "helm", raw: "kustomize" } as const;

const withoutProgram = {
  kustomization:
    "kubectl was not found: kustomize layers are followed statically, without counts of replicas, and changes are not proven by rendering.",
  chart: "helm was not found: charts are not looked at.",
} as const;

function traceOf(
  survey: Survey,
  environment: Environment,
  rendered: Traced | null,
  notices: string[],
): Traced {
  if (rendered?.ok) return rendered;
  if (environment.kind === "chart") return rendered ?? withoutHelm(environment);
  const followed = locateStatically(survey, environment);
  if (!followed.ok) return rendered ?? followed;
  if (rendered !== null)
    notices.push(
      `${environment.name} is followed statically, without counts of replicas: ${problemOf(rendered.error)}.`,
    );
  return followed;
}

function withoutHelm({ name }: Environment): Traced {
  return { ok: false, error: { code: "render-failed", environment: name, problem: "helm was not found" } };
}

// Who shares a file with the chosen environment must be known too; the others cannot change the answer.
function relevantEnvironments(survey: Survey, choice: string | undefined): readonly Environment[] {
  const all = survey.environments.filter(({ kind }) => kind !== "raw");
  if (choice === undefined) return all;
  const chosen = all.filter((environment) => isChosen(environment, choice));
  const wanted = new Set(chosen.flatMap((environment) => [...reachOf(survey, environment)]));
  return all.filter((environment) => [...reachOf(survey, environment)].some((file) => wanted.has(file)));
}

function problemOf(refusal: Refusal): string {
  return refusal.code === "render-failed" ? refusal.problem : refusal.code;
}
