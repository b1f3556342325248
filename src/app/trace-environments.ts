import {
  blockOf,
  type ChartEnvironment,
  type Environment,
  filesToRender,
  plantSentinels,
  reachOf,
  readSentinels,
  type Survey,
  type Trace,
} from "../core/manifests/index.ts";
import type { Refusal, Result } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { traceChart } from "./trace-chart.ts";

export type Traced = Result<Trace, Refusal>;

/** What renders told of some environments, and how it was found, for people. */
export interface TracedEnvironments {
  readonly traced: ReadonlyMap<Environment, Traced>;
  readonly notices: readonly string[];
}

/** Renders kustomizations and charts with sentinels in the place of their values, and reads back what decides what. */
export async function traceEnvironments(
  survey: Survey,
  environments: readonly Environment[],
  renderer: Renderer,
): Promise<TracedEnvironments> {
  const traced = new Map<Environment, Traced>();
  const notices: string[] = [];
  const renderable: Environment[] = [];
  for (const environment of environments) {
    const block = environment.kind === "kustomization" ? blockOf(survey, environment) : null;
    if (block === null) renderable.push(environment);
    else traced.set(environment, failed(environment, block));
  }
  if (renderable.length === 0) return { traced, notices };
  const workspace = await renderer.open(filesToRender(survey, renderable));
  try {
    const built = renderable.filter(({ kind }) => kind === "kustomization");
    for (const [environment, trace] of await traceBuilt(survey, built, workspace))
      traced.set(environment, trace);
    for (const environment of renderable) {
      if (environment.kind !== "chart") continue;
      const { trace, said } = await traceOneChart(survey, environment, workspace);
      traced.set(environment, trace);
      notices.push(...said.map((sentence) => `${environment.name}: ${sentence}`));
    }
  } finally {
    await workspace.close();
  }
  return { traced, notices };
}

function traceBuilt(
  survey: Survey,
  environments: readonly Environment[],
  workspace: RenderWorkspace,
): Promise<readonly (readonly [Environment, Traced])[]> {
  const reached = new Set(environments.flatMap((environment) => [...reachOf(survey, environment)]));
  const { overlay } = plantSentinels(survey, reached);
  return Promise.all(
    environments.map(async (environment): Promise<readonly [Environment, Traced]> => {
      const rendered = await workspace.kustomize(environment.path, overlay);
      return [
        environment,
        rendered.ok
          ? readSentinels(survey, environment, rendered.value)
          : failed(environment, rendered.error),
      ];
    }),
  );
}

async function traceOneChart(
  { charts }: Survey,
  environment: ChartEnvironment,
  workspace: RenderWorkspace,
): Promise<{ readonly trace: Traced; readonly said: readonly string[] }> {
  const use = charts.uses.get(environment.source);
  if (use === undefined) return { trace: failed(environment, "its chart was not read"), said: [] };
  if (!use.ok) return { trace: use, said: [] };
  const chart = await traceChart(charts, use.value, workspace);
  if (!chart.ok) {
    const { error } = chart;
    return { trace: error.code === "render-failed" ? failed(environment, error.problem) : chart, said: [] };
  }
  const { trace, notices } = chart.value;
  return { trace: { ok: true, value: { environment, foundBy: "render", ...trace } }, said: notices };
}

function failed({ name }: Environment, problem: string): Result<never, Refusal> {
  return { ok: false, error: { code: "render-failed", environment: name, problem } };
}
