import { describeAmount, type NodeClassNeed, type NodeClassNeeds, type Resource } from "../model/index.ts";
import type { TuningOptions } from "./tuner.ts";

/** What one class of nodes would be given on its own, in cores or bytes, and how long its pods were seen. */
export interface ClassAmount {
  readonly name: string | null;
  readonly amount: number;
  readonly seconds: number;
}

// Templates that have to be kept alike are work: below this share of what is reserved they are not worth it.
const leastShare = 0.2;

/**
 * Holds what each class of nodes needs against the one value that all of them get. `meanPods` is of all classes.
 * `null` where there are no two classes.
 */
export function nodeClassNeeds(
  resource: Resource,
  classes: readonly ClassAmount[],
  value: number,
  meanPods: number,
  { floors, minimumSaving }: TuningOptions,
): NodeClassNeeds | null {
  if (classes.length < 2) return null;
  const whole = classes.reduce((sum, { seconds }) => sum + seconds, 0);
  const needs = classes
    .map(({ name, amount, seconds }): NodeClassNeed => {
      const needed = Math.min(value, Math.max(floors[resource], amount));
      return { name, amount: needed, pods: meanPods * (seconds / whole) };
    })
    .sort((one, other) => other.amount - one.amount);
  const freed = needs.reduce((sum, { amount, pods }) => sum + (value - amount) * pods, 0);
  const isWorthwhile = freed >= minimumSaving[resource] && freed >= leastShare * value * meanPods;
  return { needs, freed, isWorthwhile };
}

const mostNamed = 4;

/** `180m on m5.4xlarge, 90m on m5.xlarge, 40m on m5.large`, and the least of many. */
export function listNeeds(resource: Resource, { needs }: NodeClassNeeds): string {
  const named = needs.length <= mostNamed ? needs : needs.slice(0, mostNamed - 1);
  const texts = named.map((need) => needText(resource, need));
  const least = needs.at(-1);
  if (named.length === needs.length || least === undefined) return texts.join(", ");
  const between = needs.length - named.length - 1;
  return `${texts.join(", ")}, down to ${needText(resource, least)} (${between} more between)`;
}

function needText(resource: Resource, { name, amount }: NodeClassNeed): string {
  return `${describeAmount(resource, amount)} on ${name ?? "nodes of unknown size"}`;
}

/** Why one class decides, and what separate DaemonSets would free where that is much. */
export function sayNodeClasses(resource: Resource, classes: NodeClassNeeds | null): readonly string[] {
  if (classes === null) return [];
  const advice = classes.isWorthwhile
    ? `; a DaemonSet per node class would free ${describeAmount(resource, classes.freed)} in all`
    : "";
  return [
    `It needs ${listNeeds(resource, classes)}: one template serves all nodes, so the most decides${advice}.`,
  ];
}
