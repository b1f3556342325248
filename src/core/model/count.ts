import { parseQuantity } from "./quantity.ts";
import type { SettingName } from "./setting.ts";

/**
 * The numbers of a manifest that decide how many pods there are: the replicas of a workload, and the bounds, targets and
 * seconds of what scales it. They are called what the manifest calls them; a target of a HorizontalPodAutoscaler's
 * `metrics` is called after the resource that it is for.
 */
export const countNames = [
  "replicas",
  "minReplicas",
  "maxReplicas",
  "targetCPUUtilizationPercentage",
  "target.cpu.averageUtilization",
  "target.cpu.averageValue",
  "target.memory.averageUtilization",
  "target.memory.averageValue",
  "minReplicaCount",
  "maxReplicaCount",
  "pollingInterval",
  "cooldownPeriod",
] as const;

export type CountName = (typeof countNames)[number];

/** Whatever is located and edited by its name. */
export type FieldName = SettingName | CountName;

export function isCountName(text: string): text is CountName {
  return (countNames as readonly string[]).includes(text);
}

/** An average value is a quantity of its resource; all else is a whole number. */
export function isWholeNumber(count: CountName): boolean {
  return !count.endsWith(".averageValue");
}

// The API server holds them as int32. A workload, or the lower bound of one that may sleep, can be zero.
const largest = 2 ** 31 - 1;
const mayBeZero: readonly CountName[] = [
  "replicas",
  "minReplicas",
  "minReplicaCount",
  "pollingInterval",
  "cooldownPeriod",
];

/** Whether the API server would take the text for this count. */
export function isCountText(count: CountName, text: string): boolean {
  if (isWholeNumber(count)) {
    const number = /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN;
    return number <= largest && number >= (mayBeZero.includes(count) ? 0 : 1);
  }
  const parsed = parseQuantity(text);
  return parsed.ok && parsed.value.nanos > 0n;
}
