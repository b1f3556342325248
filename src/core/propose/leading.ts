import type { ChangePlan, PlacedRecommendation } from "../model/index.ts";

/**
 * The values that a change is about: what the scheduler reserves, and only where none of that changes, the limits. A
 * limit that moves with its request would say the same twice.
 */
export function leadingOf({ recommendations }: ChangePlan): readonly PlacedRecommendation[] {
  const reserving = recommendations.filter(({ reserves }) => reserves);
  return reserving.length > 0 ? reserving : recommendations;
}
