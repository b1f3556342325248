import type { Recommendation } from "./recommendation.ts";
import type { Location } from "./setting.ts";
import type { WorkloadRef } from "./workload.ts";

/** A recommendation with the place in git that sets the value; `null` when no repository was looked at. */
export interface PlacedRecommendation extends Recommendation {
  readonly location: Location | null;
  /** Name of the environment the place belongs to. */
  readonly environment: string | null;
  /** Another environment of the repository defines the same workload; the change's name then tells them apart. */
  readonly isOneOfSeveral: boolean;
}

/** The recommendations that go into one pull request. */
export interface ChangePlan {
  /** Stable name that derives from the target only, never from values: `payments/api/resources`. */
  readonly id: string;
  /** The first of them where there are several. */
  readonly workload: WorkloadRef;
  /** What holds several workloads together, for people: `namespace payments`. Not there: it is one workload. */
  readonly group?: string;
  readonly recommendations: readonly PlacedRecommendation[];
}

/** What a guard found. `block` stops the change, `warn` is shown to the reviewer, `pass` is listed. */
export interface Finding {
  readonly guard: string;
  readonly verdict: "pass" | "warn" | "block";
  readonly message: string;
}

/** What was proved about an edit, sentence by sentence, for the reviewer. */
export interface Proof {
  readonly statements: readonly string[];
}
