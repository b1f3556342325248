import { isScalar, type Scalar } from "yaml";
import { isCountName, isWholeNumber } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import { type InflatedChart, slotsInRender } from "./inflation/inflated-chart.ts";
import { slotsOf } from "./reach.ts";
import { lastMarkerKey, markerKey, numberSentinelOf, sentinelOf } from "./sentinel.ts";
import type { MapSlot, Slot } from "./slots.ts";
import { type Splice, spliceAll } from "./splice.ts";
import type { Survey } from "./survey.ts";
import { keyOf, pairOf, rangeOf } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** New texts of the files, to render instead of the originals. Nobody but a renderer may read them. */
export interface SentinelPlan {
  readonly overlay: ReadonlyMap<string, string>;
  /** The slots that were planted, each at the place that its sentinel counts. */
  readonly slots: readonly Slot[];
  /** Charts whose renders are among the texts. */
  readonly inflated: readonly InflatedChart[];
}

/**
 * Replaces every quantity and count that an environment can read by a unique one and marks every mapping that a missing
 * one could be added to, so that a render names the places that decide it. Counts the environment's own slots only: what
 * it does not read changes no byte of what is planted, so a render that was kept stays good. `inflated`: charts whose
 * renders stand in for them.
 */
export function plantSentinels(
  survey: Survey,
  environment: Environment,
  inflated: readonly InflatedChart[] = [],
): SentinelPlan {
  const whole = new Map<string, Splice[]>();
  const inner = new Map<YamlText, Splice[]>();
  const slots = [...slotsOf(survey, environment), ...inflated.flatMap(slotsInRender)];
  for (const [number, slot] of slots.entries()) {
    const splices = plantSlot(slot, number);
    const into = slot.yaml.embedding === null ? entry(whole, slot.yaml.file) : entry(inner, slot.yaml);
    into.push(...splices);
  }
  const planted = new Set<Scalar>();
  for (const [yaml, splices] of inner) {
    const scalar = yaml.embedding?.scalar;
    // Several patches may be one text, through an alias; the first one stands for all.
    if (scalar === undefined || splices.length === 0 || planted.has(scalar)) continue;
    planted.add(scalar);
    entry(whole, yaml.file).push(replaceWhole(yaml, scalar, spliceAll(yaml.text, splices), survey));
  }
  const renders = new Map(inflated.map(({ yaml }) => [yaml.file, yaml.text]));
  const overlay = new Map(renders);
  for (const [file, splices] of whole) {
    const text = survey.parsed.get(file)?.text ?? renders.get(file);
    if (text !== undefined && splices.length > 0) overlay.set(file, spliceAll(text, splices));
  }
  return { overlay, slots, inflated };
}

function entry<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** What plants the sentinel or mark with this number in the slot's own text. */
export function plantSlot(slot: Slot, number: number): readonly Splice[] {
  if (slot.kind === "map") return mark(slot, number);
  if (!isCountName(slot.setting) || !isWholeNumber(slot.setting))
    return [replaceScalar(slot.yaml.text, slot.node, JSON.stringify(sentinelOf(number)))];
  const sentinel = numberSentinelOf(number);
  return sentinel === null ? [] : [replaceScalar(slot.yaml.text, slot.node, sentinel)];
}

// Double quotes and plain numbers are legal wherever a scalar is, in JSON too.
function replaceScalar(text: string, node: Parameters<typeof rangeOf>[0], written: string): Splice {
  const [start, end] = rangeOf(node);
  const newline = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return { start, end, text: written + newline };
}

function replaceWhole(
  yaml: YamlText,
  scalar: Parameters<typeof rangeOf>[0],
  value: string,
  survey: Survey,
): Splice {
  return replaceScalar(survey.parsed.get(yaml.file)?.text ?? "", scalar, JSON.stringify(value));
}

// The marker key is kept by every layer, so a render shows all mappings that took part; terminationMessagePath is
// overwritten by each layer, so it shows which of them came last; a `spec` has a key of its own for that.
function mark(slot: MapSlot, number: number): Splice[] {
  const { text } = slot.yaml;
  const [start] = rangeOf(slot.node);
  const keys = [`"${markerKey(number)}": ""`];
  const splices: Splice[] = [];
  if (slot.level === "spec") keys.push(`"${lastMarkerKey}": "${markerKey(number)}"`);
  if (slot.level === "container") {
    const path = pairOf(slot.node, "terminationMessagePath")?.value;
    if (isScalar(path) && path.value !== null)
      splices.push(replaceScalar(text, path, JSON.stringify(markerKey(number))));
    else keys.push(`"terminationMessagePath": "${markerKey(number)}"`);
  }
  if (slot.node.flow === true) {
    const separator = slot.node.items.length === 0 ? "" : ", ";
    splices.push({ start: start + 1, end: start + 1, text: keys.join(", ") + separator });
    return splices;
  }
  const first = slot.node.items[0];
  const key = first === undefined ? null : keyOf(first);
  if (key === null) return splices;
  const at = rangeOf(key)[0];
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  // Something else than list dashes stands before the first key: an explicit key or a property of it.
  if (!/^[\s-]*$/.test(before)) return splices;
  const pad = " ".repeat(before.length);
  splices.push({ start: at, end: at, text: keys.map((line) => `${line}\n${pad}`).join("") });
  return splices;
}
