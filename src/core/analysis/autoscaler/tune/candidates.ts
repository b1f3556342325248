import { type ScalingPolicy, withDefaults } from "../hpa/behavior.ts";
import type { Demand } from "../replay/demand.ts";
import type { HpaSettings } from "../replay/hpa-scaler.ts";
import type { PodShape } from "../replay/replay.ts";
import { quantileOf, ruleOfThumb, sortedNeeds } from "./rule-of-thumb.ts";

/** Bounds that the search keeps: zones and disruption budgets from below, quota and room on nodes from above. */
export interface ReplicaRoom {
  readonly least: number;
  /** `null`: not known, and nothing is held back for it. */
  readonly most: number | null;
}

// Above 95 % the controller's own tolerance of a tenth lets pods run over all they have.
const targets = [30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95] as const;
const slowly: ScalingPolicy = { type: "Percent", value: 10, periodSeconds: 60 };
const downs = [
  { stabilizationWindowSeconds: 60 },
  { stabilizationWindowSeconds: 300 },
  { stabilizationWindowSeconds: 300, policies: [slowly] },
  { stabilizationWindowSeconds: 900 },
] as const;
// Lowest replicas, by how much of the time they would have been enough.
const minQuantiles = [0, 0.1, 0.5, 0.9] as const;
const overPeak = 1.5;

/**
 * Every combination that is tried, and the rule of thumb. It depends on demand and room only, never on what is set today:
 * the answer to its own answer is the same.
 */
export function candidatesFor(demand: Demand, shape: PodShape, room: ReplicaRoom): readonly HpaSettings[] {
  return [...combinations(demand, shape, room), held(ruleOfThumb(demand, shape), room)];
}

function held(settings: HpaSettings, { least, most }: ReplicaRoom): HpaSettings {
  const cap = most ?? Infinity;
  const min = Math.min(cap, Math.max(least, settings.min));
  return { ...settings, min, max: Math.max(min, Math.min(cap, settings.max)) };
}

function combinations(
  demand: Demand,
  { capacity }: PodShape,
  { least, most }: ReplicaRoom,
): readonly HpaSettings[] {
  const needed = sortedNeeds(demand, capacity);
  const cap = most ?? Infinity;
  const lows = minQuantiles.map((quantile) => (quantile === 0 ? least : quantileOf(needed, quantile)));
  const mins = [...new Set(lows.map((low) => Math.min(cap, Math.max(least, low))))];
  const peak = quantileOf(needed, 1);
  return targets.flatMap((percent) => {
    const max = Math.min(cap, Math.max(least, Math.ceil(((peak * 100) / percent) * overPeak)));
    return mins.flatMap((min) =>
      downs.map((scaleDown): HpaSettings => {
        const behavior = withDefaults({ scaleDown });
        return { min, max: Math.max(min, max), target: { type: "Utilization", percent }, behavior };
      }),
    );
  });
}
