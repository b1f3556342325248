import type { VerdictReason } from "../model/index.ts";

/** What the pull request said would be seen, and what was. */
export interface Prediction {
  /** As people name it: `the mean number of replicas of checkout`. */
  readonly what: string;
  readonly predicted: number;
  /** Largest deviation that still counts as predicted, in the same unit. */
  readonly tolerance: number;
  /** `null` if it could not be measured. */
  readonly found: number | null;
}

/** What did not come out as predicted, or was not measured. A miss is told and learned from; it rolls nothing back. */
export function checkPredictions(predictions: readonly Prediction[]): readonly VerdictReason[] {
  return predictions.flatMap(({ what, predicted, tolerance, found }): readonly VerdictReason[] => {
    if (found === null || !Number.isFinite(found)) return [{ code: "not-measured", what }];
    const isMissed = Math.abs(found - predicted) > tolerance;
    return isMissed ? [{ code: "not-as-predicted", what, predicted, found }] : [];
  });
}
