import {
  assembleLocated,
  claimBlocks,
  type Environment,
  isChosen,
  type Located,
  locateByValues,
  locateStatically,
  type Running,
  reachOf,
  releasesIn,
  type Survey,
  type Trace,
  traceRaw,
  type Unlocated,
  unclaimedValues,
} from "../core/manifests/index.ts";
import type { Refusal, RepositoryFiles } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import { surveyAsRendered } from "./survey-as-rendered.ts";
import { type RenderedEnvironment, type Traced, traceEnvironments } from "./trace-environments.ts";

export interface LocateOptions {
  readonly environment?: string | undefined;
  /** What runs, to tell which container a block of values for a chart that is elsewhere is for. */
  readonly running?: readonly Running[] | undefined;
}

/**
 * Finds every container setting and count of a repository and the line that decides it. Without a renderer, or where a
 * kustomization does not render, its layers are followed statically, and a notice says so; of a chart that does not
 * render nothing is known. With `environment`, only what is chosen and what shares files with it is looked at.
 */
export async function locateSettings(
  files: RepositoryFiles,
  renderer: Renderer | null,
  { environment: choice, running = [] }: LocateOptions = {},
): Promise<Located> {
  const survey = await surveyAsRendered(files, renderer);
  const environments = relevantEnvironments(survey, choice);
  const traces: Trace[] = survey.environments
    .filter(({ kind }) => kind === "raw")
    .map((raw) => traceRaw(survey, raw));
  const unlocated: Unlocated[] = [];
  const notices: string[] = [];
  const isRenderable = ({ kind }: RenderedEnvironment) => renderer?.renders.has(programs[kind]) === true;
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
  traces.push(...claimBlocks(traces, running));
  const byValues = locateByValues(survey.charts, releasesIn(survey.environments), running);
  traces.push(...byValues.traces);
  unlocated.push(...byValues.unlocated);
  return assembleLocated(survey, traces, unlocated, notices, unclaimedValues(byValues));
}

const programs = { kustomization: "kustomize", chart: "helm" } as const;

const withoutProgram = {
  kustomization:
    "kubectl was not found: kustomize layers are followed statically, without counts of replicas, and changes are not proven by rendering.",
  chart: "helm was not found: charts are not looked at.",
} as const;

function traceOf(
  survey: Survey,
  environment: RenderedEnvironment,
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
function relevantEnvironments(survey: Survey, choice: string | undefined): readonly RenderedEnvironment[] {
  const all = survey.environments.filter(
    (environment): environment is RenderedEnvironment =>
      environment.kind === "kustomization" || environment.kind === "chart",
  );
  if (choice === undefined) return all;
  const chosen = all.filter((environment) => isChosen(environment, choice));
  const wanted = new Set(chosen.flatMap((environment) => [...reachOf(survey, environment)]));
  return all.filter((environment) => [...reachOf(survey, environment)].some((file) => wanted.has(file)));
}

function problemOf(refusal: Refusal): string {
  return refusal.code === "render-failed" ? refusal.problem : refusal.code;
}
