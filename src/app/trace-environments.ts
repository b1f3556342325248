import {
  blockOf,
  type ChartEnvironment,
  type Environment,
  type KustomizedEnvironment,
  plantSentinels,
  readFilledSentinels,
  type Survey,
  type Trace,
} from "../core/manifests/index.ts";
import type { Refusal, Result } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { inParallel } from "./in-parallel.ts";
import { namingRenders, traceInflated } from "./inflate-charts.ts";
import { renderAlone, rendersAhead, type Scratch } from "./render-alone.ts";
import { buildKustomization } from "./render-environment.ts";
import { traceChart } from "./trace-chart.ts";

/** One that there is a program to render with. */
export type RenderedEnvironment = KustomizedEnvironment | ChartEnvironment;

export type Traced = Result<Trace, Refusal>;

/** What renders told of some environments, and how it was found, for people. */
export interface TracedEnvironments {
  readonly traced: ReadonlyMap<Environment, Traced>;
  readonly notices: readonly string[];
}

/** Renders kustomizations and charts with sentinels in the place of their values, and reads back what decides what. */
export async function traceEnvironments(
  survey: Survey,
  environments: readonly RenderedEnvironment[],
  renderer: Renderer,
): Promise<TracedEnvironments> {
  const found = await inParallel(environments, rendersAhead, async (environment) => {
    const block = blockOf(survey, environment);
    if (block !== null) return { environment, trace: failed(environment, block), said: [] };
    return await renderAlone(survey, environment, renderer, async (scratch) => ({
      environment,
      ...(environment.kind === "chart"
        ? await traceOneChart(survey, environment, scratch.workspace)
        : { trace: await traceBuilt(survey, environment, scratch), said: [] }),
    }));
  });
  return {
    traced: new Map(found.map(({ environment, trace }) => [environment, trace])),
    notices: found.flatMap(({ environment, said }) => said.map((one) => `${environment.name}: ${one}`)),
  };
}

async function traceBuilt(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
): Promise<Traced> {
  const inflated = await traceInflated(survey, environment, scratch.workspace);
  if (!inflated.ok) return failed(environment, inflated.error);
  const plan = plantSentinels(survey, environment, inflated.value);
  const named = namingRenders(survey, environment, plan.overlay);
  if (!named.ok) return failed(environment, named.error);
  const built = await buildKustomization(survey, environment, scratch, named.value);
  return built.ok
    ? readFilledSentinels(survey, environment, plan, built.value)
    : failed(environment, built.error);
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
