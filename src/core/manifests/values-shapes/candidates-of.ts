import { isMap } from "yaml";
import { boundOf, resourceOf, type SettingName } from "../../model/index.ts";
import { overridesOf } from "../helm/overrides.ts";
import { mapPlace, scalarSlot, type ValuesLayer } from "../helm/values-layer.ts";
import type { ValuesTree } from "../helm/values-tree.ts";
import { formatPath, type NodePath } from "../node-path.ts";
import { sensibleQuantity } from "../quantity-sense.ts";
import { settingRecord } from "../setting-record.ts";
import type { MapLevel, MapSlot } from "../slots.ts";
import type { TracedContainer } from "../trace.ts";
import { textOf } from "../yaml-nodes.ts";
import type { ContainerShape } from "./container-shape.ts";
import { findShapes } from "./find-shapes.ts";
import { mergeValues, winnerAt } from "./merge-values.ts";
import type { ReadRelease } from "./release.ts";
import type { CandidateSetting, CandidateValue, ValuesCandidate } from "./values-candidate.ts";

/** The blocks of resources in the values of a release, in the order of the merged values. */
export function candidatesOf(release: ReadRelease): readonly ValuesCandidate[] {
  return findShapes(mergeValues(release.layers)).map((shape) => ({
    shape,
    settings: settingRecord((setting) => settingOf(release, shape, setting)),
    maps: mapsOf(release, shape.path),
  }));
}

function settingOf(
  release: ReadRelease,
  { path: block }: ContainerShape,
  setting: SettingName,
): CandidateSetting {
  const path = [...block, boundOf(setting), resourceOf(setting)];
  const parameter = release.source.parameters.findLast(({ name }) => name === formatPath(path));
  if (parameter !== undefined) {
    const why = `the deployment's parameter ${parameter.name.slice(0, 80)} writes it`;
    return { value: { says: "unknown", raw: parameter.value, why }, overrides: [] };
  }
  const winner = winnerAt(release.layers, path);
  if (winner === null) return { value: { says: "nothing" }, overrides: additions(release, block, path) };
  const { layer, value } = winner;
  const leaf = value.kind === "leaf" ? value : null;
  const overrides = overridesOf(release, { at: { in: "layer", layer, path }, leaf });
  return { value: saidBy(layer, value, setting), overrides };
}

function saidBy(layer: ValuesLayer, value: ValuesTree, setting: SettingName): CandidateValue {
  if (value.kind === "leaf" && value.isNull) return { says: "none" };
  const slot = value.kind === "leaf" ? scalarSlot(layer, value, setting) : null;
  if (value.kind !== "leaf" || slot === null)
    return { says: "unknown", raw: "", why: "it is no plain scalar of the values" };
  const amount = sensibleQuantity(setting, textOf(slot.node) ?? "");
  return { says: "amount", amount, traced: { from: "slot", slot, through: value.through } };
}

// What is in a list can be added to only where the list stands; anything else, in each text that is merged.
function additions(release: ReadRelease, block: NodePath, path: NodePath): CandidateSetting["overrides"] {
  if (!path.some((key) => typeof key === "number"))
    return overridesOf(release, { at: { in: "addition", path }, leaf: null });
  const holder = winnerAt(release.layers, block);
  return holder === null
    ? []
    : overridesOf(release, { at: { in: "layer", layer: holder.layer, path }, leaf: null });
}

const levels = { resources: [], requests: ["requests"], limits: ["limits"] } as const;

// The mappings of the block in every text that has it. The container itself stands nowhere.
function mapsOf({ layers }: ReadRelease, block: NodePath): TracedContainer["maps"] {
  const slotsAt = (level: keyof typeof levels): readonly MapSlot[] =>
    layers.flatMap(({ layer }) => mapSlot(layer, [...block, ...levels[level]], level) ?? []);
  return {
    container: [],
    resources: slotsAt("resources"),
    requests: slotsAt("requests"),
    limits: slotsAt("limits"),
  };
}

function mapSlot(layer: ValuesLayer, path: NodePath, level: MapLevel): MapSlot | null {
  const found = winnerAt([{ layer, scopes: [[]], isDefault: false }], path)?.value;
  const node = found?.kind === "map" ? found.node : null;
  const place = isMap(node) ? mapPlace(layer, node) : null;
  return place === null ? null : { kind: "map", level, ...place };
}
