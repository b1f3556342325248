import {
  blockOf,
  type ChartEnvironment,
  type Environment,
  plantSentinels,
  readSentinels,
  type Survey,
  type Trace,
  throughCharts,
} from "../core/manifests/index.ts";
import { ok, type Refusal, type Result } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { inParallel } from "./in-parallel.ts";
import { namingRenders, traceInflated } from "./inflate-charts.ts";
import { renderAlone, rendersAhead } from "./render-alone.ts";
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
  const found = await inParallel(environments, rendersAhead, async (environment) => {
    const block = blockOf(survey, environment);
    if (block !== null) return { environment, trace: failed(environment, block), said: [] };
    return await renderAlone(survey, environment, renderer, async (workspace) => ({
      environment,
      ...(environment.kind === "chart"
        ? await traceOneChart(survey, environment, workspace)
        : { trace: await traceBuilt(survey, environment, workspace), said: [] }),
    }));
  });
  return {
    traced: new Map(found.map(({ environment, trace }) => [environment, trace])),
    notices: found.flatMap(({ environment, said }) => said.map((one) => `${environment.name}: ${one}`)),
  };
}

async function traceBuilt(
  survey: Survey,
  environment: Environment,
  workspace: RenderWorkspace,
): Promise<Traced> {
  const charts = await traceInflated(survey, environment, workspace);
  if (!charts.ok) return failed(environment, charts.error);
  const { overlay, slots } = plantSentinels(survey, environment, new Set(), charts.value);
  const named = namingRenders(survey, environment, overlay);
  if (!named.ok) return failed(environment, named.error);
  const rendered = await workspace.kustomize(environment.path, named.value);
  if (!rendered.ok) return failed(environment, rendered.error);
  const trace = readSentinels(survey, environment, slots, rendered.value);
  return trace.ok ? ok(throughCharts(trace.value, charts.value)) : trace;
}

async function traceOneChart(
  { charts, templates }: Survey,
  environment: ChartEnvironment,
  workspace: RenderWorkspace,
): Promise<{ readonly trace: Traced; readonly said: readonly string[] }> {
  const use = charts.uses.get(environment.source);
  if (use === undefined) return { trace: failed(environment, "its chart was not read"), said: [] };
  if (!use.ok) return { trace: use, said: [] };
  const chart = await traceChart(charts, use.value, workspace, templates);
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
