import {
  assembleChartTrace,
  type ChartSurvey,
  type ChartTrace,
  type ChartUse,
  chooseSentinels,
  type FedFields,
  groupByBlock,
  narrowOf,
  type OwnTemplate,
  plantInTemplates,
  plantInValues,
  readChartSentinels,
  readPlanted,
  templatesOf,
  throughTemplates,
  untracedAmounts,
  type ValueSentinel,
} from "../core/manifests/index.ts";
import { err, ok, type Refusal, type Result, settingNames } from "../core/model/index.ts";
import type { RenderWorkspace } from "../ports/renderer.ts";

/** A trace, and how it came about, for people. */
export interface TracedChart {
  readonly trace: ChartTrace;
  /** The render of the values as they are. */
  readonly rendered: string;
  readonly notices: readonly string[];
}

/** Renders of one chart at most; most need two or three. */
const mostRenders = 24;

/**
 * Finds the value that decides each setting of a chart, by rendering it with sentinels in the place of values. Values
 * that a template or a schema does not take as sentinels get lookalikes, and those that still stop the chart from
 * rendering are left alone. Errors: `render-failed`, for the chart as it is.
 */
export async function traceChart(
  survey: ChartSurvey,
  use: ChartUse,
  workspace: RenderWorkspace,
  templates: ReadonlyMap<string, OwnTemplate> = new Map(),
): Promise<Result<TracedChart, Refusal>> {
  const failed = (problem: string): Result<never, Refusal> =>
    err({ code: "render-failed", environment: use.source.releaseName, problem });
  const probe: Probe = { use, workspace, left: mostRenders, fed: new Map(), alone: 0 };
  const original = await render(probe, []);
  if (!original.ok) return failed(original.error);
  const notices: string[] = [];
  if (!(await plant(probe, chooseSentinels(survey, use, "quantity")))) {
    for (const isThere of [true, false]) await plantKind(probe, survey, isThere, notices);
  }
  const amounts = untracedAmounts(original.value, probe.fed);
  if (!amounts.ok) return failed(amounts.error);
  if (amounts.value.size > 0)
    await plantApart(probe, chooseSentinels(survey, use, "lookalike", amounts.value));
  if (probe.alone > 0)
    notices.push(`${probe.alone} of its values cannot be changed without breaking the chart.`);
  if (probe.left <= 0) notices.push(`It was not looked at further after ${mostRenders} renders.`);
  const trace = assembleChartTrace(use, original.value, probe.fed);
  if (!trace.ok) return failed(trace.error);
  const whole = await traceTemplates(probe, trace.value, templates);
  return ok({ trace: whole, rendered: original.value, notices });
}

// Only where the chart's values do not decide something. A template that does not render with sentinels in it is left
// alone, and found by halving.
async function traceTemplates(
  probe: Probe,
  trace: ChartTrace,
  templates: ReadonlyMap<string, OwnTemplate>,
): Promise<ChartTrace> {
  const own = templatesOf(probe.use).flatMap((path) => templates.get(path) ?? []);
  const isOpen = [
    ...trace.containers.flatMap(({ values, overrides }) =>
      settingNames.map(
        (setting) => values[setting].from !== "slot" && narrowOf(overrides[setting]).length === 0,
      ),
    ),
    ...trace.counts.map(({ value }) => value.from === "unknown"),
  ].includes(true);
  return isOpen ? await plantTemplates(probe, trace, own) : trace;
}

async function plantTemplates(
  probe: Probe,
  trace: ChartTrace,
  templates: readonly OwnTemplate[],
): Promise<ChartTrace> {
  if (templates.length === 0 || probe.left <= 0) return trace;
  const { overlay, slots } = plantInTemplates(templates);
  const rendered = await render(probe, [], overlay);
  const planted = rendered.ok
    ? readPlanted({ slots, otherwise: "", places: nowhere }, rendered.value)
    : rendered;
  if (planted.ok) return throughTemplates(trace, planted.value);
  if (templates.length === 1) return trace;
  const half = Math.ceil(templates.length / 2);
  const first = await plantTemplates(probe, trace, templates.slice(0, half));
  return await plantTemplates(probe, first, templates.slice(half));
}

const nowhere = { find: () => null } as const;

// Values that are there and those that could be are planted apart: what stops the one does not hide the other.
async function plantKind(
  probe: Probe,
  survey: ChartSurvey,
  isThere: boolean,
  notices: string[],
): Promise<void> {
  const ofKind = (all: readonly ValueSentinel[]): readonly ValueSentinel[] =>
    all.filter(({ leaf }) => (leaf !== null) === isThere);
  if (await plant(probe, ofKind(chooseSentinels(survey, probe.use, "quantity")))) return;
  if (isThere)
    notices.push(
      "Its values were found by lookalikes, because the chart does not render with other amounts.",
    );
  await plantApart(probe, ofKind(chooseSentinels(survey, probe.use, "lookalike")));
}

interface Probe {
  readonly use: ChartUse;
  readonly workspace: RenderWorkspace;
  readonly fed: Map<string, ValueSentinel>;
  left: number;
  /** Values that stop the chart from rendering when they alone are changed. */
  alone: number;
}

function render(
  probe: Probe,
  sentinels: readonly ValueSentinel[],
  templates: ReadonlyMap<string, string> = new Map(),
): Promise<Result<string, string>> {
  const { source, tree } = probe.use;
  const { overlay, values } = plantInValues(probe.use, sentinels);
  const { chart: directory, releaseName, namespace, parameters } = source;
  probe.left--;
  return probe.workspace.helm(
    { directory, releaseName, namespace, parameters, values, dependencies: tree.links, includeCrds: false },
    new Map([...overlay, ...templates]),
  );
}

async function plant(probe: Probe, sentinels: readonly ValueSentinel[]): Promise<boolean> {
  if (sentinels.length === 0) return true;
  const rendered = await render(probe, sentinels);
  const fed: Result<FedFields, string> = rendered.ok
    ? readChartSentinels(rendered.value, sentinels)
    : rendered;
  if (!fed.ok) return false;
  // What was found first counts: a quantity that nobody writes is surer than a lookalike.
  for (const [field, sentinel] of fed.value) if (!probe.fed.has(field)) probe.fed.set(field, sentinel);
  return true;
}

// Halves them until those that the chart does not take stand alone. What could be added to one block of resources is
// planted together, because a chart takes all of it or nothing.
async function plantApart(probe: Probe, sentinels: readonly ValueSentinel[]): Promise<void> {
  await plantHalves(probe, groupByBlock(sentinels));
}

async function plantHalves(probe: Probe, groups: readonly (readonly ValueSentinel[])[]): Promise<void> {
  if (groups.length === 0 || probe.left <= 0 || (await plant(probe, groups.flat()))) return;
  if (groups.length === 1) {
    probe.alone += groups.flat().filter(({ leaf }) => leaf !== null).length;
    return;
  }
  const half = Math.ceil(groups.length / 2);
  await plantHalves(probe, groups.slice(0, half));
  await plantHalves(probe, groups.slice(half));
}
