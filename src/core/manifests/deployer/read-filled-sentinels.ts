import {
  err,
  type FieldName,
  isCountName,
  ok,
  type Refusal,
  type Result,
  settingNames,
} from "../../model/index.ts";
import type { TracedCount } from "../counts/traced-count.ts";
import { type Data, loadData, splitRender, textAt } from "../data.ts";
import type { KustomizedEnvironment } from "../environment.ts";
import { throughCharts } from "../inflation/through-charts.ts";
import type { SentinelPlan } from "../plant-sentinels.ts";
import { readSentinels } from "../read-sentinels.ts";
import { settingRecord } from "../setting-record.ts";
import type { Survey } from "../survey.ts";
import type { Trace, TracedContainer } from "../trace.ts";
import type { Override, TracedValue } from "../traced-value.ts";
import { textOf } from "../yaml-nodes.ts";
import { isLeftAlone, substituteVariables } from "./substitute-variables.ts";
import { type Filling, traceVariable } from "./trace-variable.ts";
import { fillsIn, isVariableName } from "./variables.ts";

/**
 * Reads a render of planted texts back, like `readSentinels`, through the charts that were inflated, and for a deployer
 * that may fill in variables: a value that is written as `${NAME:=default}`, in a chart's values, too, is decided by the
 * variable where that is set, and else by the default.
 */
export function readFilledSentinels(
  survey: Survey,
  environment: KustomizedEnvironment,
  { slots, inflated }: SentinelPlan,
  rendered: string,
): Result<Trace, Refusal> {
  const { substitution } = environment.deployer;
  const readThroughCharts = (text: string): Result<Trace, Refusal> => {
    const trace = readSentinels(survey, environment, slots, text);
    return trace.ok ? ok(throughCharts(trace.value, inflated)) : trace;
  };
  if (substitution === null || !fillsIn(substitution)) return readThroughCharts(rendered);
  const filled = substituteVariables(rendered, substitution);
  if (!filled.ok) return err({ code: "render-failed", environment: environment.name, problem: filled.error });
  const trace = readThroughCharts(filled.value);
  if (!trace.ok) return trace;
  const untouched = leftAlone(rendered);
  const isFilled = (traced: TracedContainer | TracedCount): boolean => !untouched.has(identity(traced));
  const mentions = new Mentions(rendered);
  // Sentinels hide what counts are written with, whatever object they are of.
  for (const slot of slots)
    if (slot.kind === "scalar" && isCountName(slot.setting)) mentions.add(textOf(slot.node) ?? "");
  const { containers } = trace.value;
  for (const container of containers.filter(isFilled))
    for (const setting of settingNames) mentions.add(writtenText(container.values[setting]));
  const filling = { substitution, declared: survey.declared };
  return ok({
    ...trace.value,
    containers: containers.map((one) => (isFilled(one) ? throughVariables(one, filling, mentions) : one)),
    counts:
      trace.value.counts?.map((one) => (isFilled(one) ? countThrough(one, filling, mentions) : one)) ?? null,
  });
}

function throughVariables(container: TracedContainer, filling: Filling, mentions: Mentions): TracedContainer {
  const values = settingRecord((setting) => decided(container.values[setting], setting, filling, mentions));
  const overrides = settingRecord((setting) => [
    ...variableToAdd(values[setting], filling, mentions),
    ...container.overrides[setting],
  ]);
  return { ...container, values, overrides };
}

function countThrough(traced: TracedCount, filling: Filling, mentions: Mentions): TracedCount {
  const value = decided(traced.value, traced.count, filling, mentions);
  return { ...traced, value, overrides: [...variableToAdd(value, filling, mentions), ...traced.overrides] };
}

function decided(value: TracedValue, setting: FieldName, filling: Filling, mentions: Mentions): TracedValue {
  const isShared = (name: string): boolean => mentions.isElsewhere(name, writtenText(value));
  return traceVariable(value, setting, { ...filling, isShared }) ?? value;
}

// A variable that is set for this deployment alone, and that nothing else of it reads.
function variableToAdd(value: TracedValue, filling: Filling, mentions: Mentions): readonly Override[] {
  if (value.from !== "slot" || value.variable === undefined) return [];
  const { name, writtenIn } = value.variable;
  const { substitution, declared } = filling;
  const map = declared.isShared(substitution.at) ? null : declared.mapAt(substitution.at);
  const isReserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name);
  if (map === null || isReserved || !isVariableName(name)) return [];
  return mentions.isElsewhere(name, textOf(writtenIn.node) ?? "")
    ? []
    : [{ map, keys: ["substitute", name] }];
}

/** How often each variable is read in an environment. */
class Mentions {
  readonly #counts = new Map<string, number>();

  /** The values that sentinels stand for are added one by one. */
  constructor(rendered: string) {
    for (const text of splitRender(rendered)) this.add(isUntouched(text) ? "" : text);
  }

  add(text: string): void {
    for (const name of namesIn(text)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Something else than this text reads it. */
  isElsewhere(name: string, text: string): boolean {
    const own = namesIn(text).filter((other) => other === name).length;
    return (this.#counts.get(name) ?? 0) > own;
  }
}

// An escaped one counts as well: that errs on the side of leaving the variable alone.
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{#?([\p{L}\p{Nd}_]{1,250})/gu)].map(([, name = ""]) => name);
}

function writtenText(value: TracedValue): string {
  return value.from === "slot" ? (textOf(value.slot.node) ?? "") : "";
}

function leftAlone(rendered: string): ReadonlySet<string> {
  const objects = splitRender(rendered).flatMap((text) => (isUntouched(text) ? objectsIn(text) : []));
  return new Set(
    objects.map((object) =>
      identity({
        kind: textAt(object, ["kind"]),
        namespace: textAt(object, ["metadata", "namespace"]),
        name: textAt(object, ["metadata", "name"]),
      }),
    ),
  );
}

function isUntouched(text: string): boolean {
  return text.includes("kustomize.toolkit.fluxcd.io/substitute") && objectsIn(text).every(isLeftAlone);
}

function objectsIn(text: string): readonly Data[] {
  const objects = loadData(text);
  return objects.ok ? objects.value : [];
}

function identity(object: {
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
}): string {
  return JSON.stringify([object.kind, object.namespace, object.name]);
}
