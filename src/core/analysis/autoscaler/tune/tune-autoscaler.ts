import { err, ok, type Result } from "../../../model/index.ts";
import type { Demand } from "../replay/demand.ts";
import { type HpaSettings, hpaScaler } from "../replay/hpa-scaler.ts";
import type { Score } from "../replay/score.ts";
import { type Fidelity, validateReplay } from "../replay/validate-replay.ts";
import type { ReplicaRoom } from "./candidates.ts";
import { holds } from "./caution.ts";
import { type Found, searchSettings } from "./search.ts";
import { type Pod, tryOn } from "./tried.ts";

/** All that an answer for one autoscaler depends on. */
export interface AutoscalerQuestion {
  readonly demand: Demand;
  /** Replicas that really ran, at each look of the demand; NaN: not known. */
  readonly recorded: ArrayLike<number>;
  readonly pod: Pod;
  readonly current: HpaSettings;
  readonly room: ReplicaRoom;
  /** Share of the time that pods may have more to do than they can, 0 to 1. */
  readonly risk: number;
}

/** Why an autoscaler is left alone. */
export type Untuned =
  /** Days of history at which demand was known. */
  | { readonly code: "short-history"; readonly days: number; readonly needed: number }
  /** Too little of the time is demand known: usage stood at the limit, or was not measured. */
  | { readonly code: "demand-unknown"; readonly known: number; readonly needed: number }
  | { readonly code: "replicas-unknown" }
  /** Something else decides about replicas, or the pods are not as they are thought to be. */
  | { readonly code: "replay-differs"; readonly fidelity: Fidelity; readonly allowed: number }
  /** Nothing that was tried holds the risk. */
  | { readonly code: "risk-not-held"; readonly risk: number }
  /** Today's settings hold the risk, and cost no more than a little above the best. */
  | { readonly code: "good-as-it-is"; readonly saving: number };

export interface Tuned {
  readonly settings: HpaSettings;
  readonly fidelity: Fidelity;
  readonly today: Score;
  readonly found: Found;
}

const looksADay = 5760;
const neededDays = 7;
const neededKnown = 0.7;
// Half of the replicas' usual noise of one step in five; a replay that is further off would decide about something else.
const allowedError = 0.15;
// What replicas must become fewer by, to be worth a review.
const deadBand = 0.05;

/** Better settings for one autoscaler, tried on its past; or why there are none. */
export function tuneAutoscaler(question: AutoscalerQuestion): Result<Tuned, Untuned> {
  const { demand, recorded, pod, current, room, risk } = question;
  const known = demand.values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const days = known / looksADay;
  if (days < neededDays) return err({ code: "short-history", days, needed: neededDays });
  if (known < neededKnown * demand.values.length) {
    return err({ code: "demand-unknown", known: known / demand.values.length, needed: neededKnown });
  }
  const fidelity = validateReplay(demand, hpaScaler(current, pod.request), pod, recorded);
  if (fidelity === null || fidelity.looks < known / 2) return err({ code: "replicas-unknown" });
  if (fidelity.error > allowedError) {
    return err({ code: "replay-differs", fidelity, allowed: allowedError });
  }
  const { found } = searchSettings(demand, pod, room, risk);
  if (found === null) return err({ code: "risk-not-held", risk });
  const today = tryOn(demand, pod, current).before.at(-1);
  if (today === undefined) return err({ code: "replicas-unknown" });
  const saving = 1 - found.past.replicaHours / today.replicaHours;
  if (holds(today, found.caution) && saving < deadBand) return err({ code: "good-as-it-is", saving });
  return ok({ settings: found.settings, fidelity, today, found });
}
