import type { ContainerRef } from "../../model/index.ts";
import type { ContainerShape } from "./container-shape.ts";
import type { ReleaseNames } from "./release-names.ts";
import { wordsOf } from "./words.ts";

/** How well names agree: `exact` says no word too much or too little, `loose` leaves a usual word out. */
export type NameFit = "exact" | "loose";

/** What runs beside the container, as far as it was seen. */
export interface Surroundings {
  /** It is the only one of its workload. */
  readonly isOnlyContainer: boolean;
  /** Its workload is the only one whose name begins as those of the release do. */
  readonly isOnlyWorkload: boolean;
  /** All main blocks of the release's values are of one part. */
  readonly isOnlyPart: boolean;
}

/** Whether a container that runs can be the one that a block of resources is for; `null`: it cannot. */
export function fitName(
  shape: ContainerShape,
  names: ReleaseNames,
  running: Pick<ContainerRef, "name" | "container">,
  around: Surroundings,
): NameFit | null {
  if (!fitsContainer(shape, names, running, around)) return null;
  const part = new Set(shape.component.flatMap(wordsOf));
  const workload = wordsOf(running.name);
  const here = new Set([...workload, ...wordsOf(running.container)]);
  const rest = restOf(workload, names);
  // Such as `adService` of a workload that is called adservice, with or without the release before it.
  const joined = shape.component.flatMap(wordsOf).join("");
  if (joined !== "" && (joined === workload.join("") || joined === rest?.join(""))) return "exact";
  if (rest === null) return sameWords(part, new Set(workload)) ? "exact" : null;
  const isWhole = [...part].every((word) => here.has(word));
  if (isWhole && rest.every((word) => part.has(word) || (part.size > 0 && names.words.has(word))))
    return "exact";
  if (part.size === 0) return around.isOnlyWorkload ? "loose" : null;
  const isDefault = around.isOnlyPart || [...part].every((word) => defaultParts.has(word));
  return rest.length === 0 && isDefault ? "loose" : null;
}

// What charts call a part that has no word of its own in the names that they make.
const defaultParts = new Set(
  "main app server controller operator manager deployment agent single binary master".split(" "),
);

// Names of containers that say nothing.
const plainContainers = new Set(
  "main app server controller operator manager agent node worker container".split(" "),
);

function fitsContainer(
  { role, component, container }: ContainerShape,
  names: ReleaseNames,
  running: Pick<ContainerRef, "name" | "container">,
  { isOnlyContainer }: Surroundings,
): boolean {
  if (container !== null) return container === running.container;
  const words = wordsOf(running.container);
  const part = new Set(component.flatMap(wordsOf));
  if (role !== "main") return part.size > 0 && words.every((word) => part.has(word));
  if (isOnlyContainer) return true;
  const workload = new Set(wordsOf(running.name));
  return words.every(
    (word) => part.has(word) || workload.has(word) || names.words.has(word) || plainContainers.has(word),
  );
}

// The words of a workload's name without those of the release; `null` where they are not in it.
function restOf(workload: readonly string[], { bases }: ReleaseNames): readonly string[] | null {
  let best: readonly string[] | null = null;
  for (const base of bases) {
    const words = wordsOf(base);
    const at = workload.findIndex((_, start) =>
      words.every((word, index) => workload[start + index] === word),
    );
    if (at < 0 || words.length === 0) continue;
    const rest = [...workload.slice(0, at), ...workload.slice(at + words.length)];
    if (best === null || rest.length < best.length) best = rest;
  }
  return best;
}

function sameWords(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((word) => right.has(word));
}
