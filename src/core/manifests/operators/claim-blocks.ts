import { type ContainerRef, type Settings, sameAmount, settingNames } from "../../model/index.ts";
import { namespaceIn } from "../environment.ts";
import { sensibleQuantity } from "../quantity-sense.ts";
import type { Slot } from "../slots.ts";
import type { Trace, TracedBlock, TracedContainer } from "../trace.ts";
import type { Running } from "../values-shapes/claim-values.ts";
import { isDefaultedRequest } from "../values-shapes/fit-amounts.ts";
import { textOf } from "../yaml-nodes.ts";
import { fitsBlockName } from "./fit-block-name.ts";

/**
 * Finds the containers that run with blocks of custom resources whose kind is not known, by namespace, names and amounts
 * together. Gives a trace for each environment that has such blocks, which holds what was claimed; what was not is
 * read by somebody who is not known. A container that a manifest makes, or that two blocks fit, claims none.
 */
export function claimBlocks(traces: readonly Trace[], running: readonly Running[]): readonly Trace[] {
  const offers = traces.flatMap((trace) => (trace.blocks ?? []).map((block) => ({ trace, block })));
  if (offers.length === 0) return [];
  const made = new Set(traces.flatMap((trace) => trace.containers.map(withoutNamespace)));
  const claims = new Map<TracedBlock, Running[]>();
  for (const one of running) {
    if (made.has(withoutNamespace(one.target))) continue;
    const fitting = offers.filter(({ trace, block }) => fits(trace, block, one));
    // One block that several environments build fits in each of them; two blocks of one environment are a guess.
    const isClear = new Set(fitting.map(({ trace }) => trace)).size === fitting.length;
    for (const { block } of isClear ? fitting : []) claims.set(block, [...(claims.get(block) ?? []), one]);
  }
  return traces.flatMap((trace) => {
    const blocks = trace.blocks ?? [];
    return blocks.length === 0 ? [] : [claimedIn(trace, blocks, claims)];
  });
}

function claimedIn(
  { environment }: Trace,
  blocks: readonly TracedBlock[],
  claims: ReadonlyMap<TracedBlock, readonly Running[]>,
): Trace {
  return {
    environment,
    foundBy: "values",
    containers: blocks.flatMap((block) =>
      (claims.get(block) ?? []).map(({ target }) => containerOf(block, target)),
    ),
    counts: [],
    scalers: [],
    valuesFiles: [],
    unclaimed: blocks.filter((block) => !claims.has(block)).flatMap(slotsOf),
  };
}

function containerOf(block: TracedBlock, { kind, name, container }: ContainerRef): TracedContainer {
  return { ...block, kind, name, container };
}

function withoutNamespace({ kind, name, container }: Pick<ContainerRef, "kind" | "name" | "container">) {
  return JSON.stringify([kind, name, container]);
}

function fits({ environment }: Trace, block: TracedBlock, { target, live }: Running): boolean {
  const namespace = namespaceIn(environment, block.namespace);
  return (
    live !== null &&
    (namespace === null || namespace === target.namespace) &&
    fitsBlockName(block.resource, target) &&
    runsWith(block, live)
  );
}

// An operator may add a default to what a block leaves out, but what it says must be what runs.
function runsWith({ values }: TracedBlock, live: Settings): boolean {
  let equal = 0;
  for (const setting of settingNames) {
    const value = values[setting];
    if (value.from === "nowhere") continue;
    const amount =
      value.from === "slot"
        ? sensibleQuantity(setting, value.variable?.text ?? textOf(value.slot.node) ?? "")
        : null;
    const runs = live[setting];
    if (amount === null || runs === undefined || !sameAmount(runs, amount)) return false;
    if (!isDefaultedRequest(live, setting)) equal += 1;
  }
  return equal > 0;
}

function slotsOf({ values, maps }: TracedBlock): readonly Slot[] {
  const scalars = Object.values(values).flatMap((value) => (value.from === "slot" ? [value.slot] : []));
  return [...scalars, ...Object.values(maps).flat()];
}
