import type { Demand } from "../replay/demand.ts";
import type { HpaSettings } from "../replay/hpa-scaler.ts";
import type { Score } from "../replay/score.ts";
import { candidatesFor, type ReplicaRoom } from "./candidates.ts";
import { type Caution, cautions, cheapest, safest, walkForward } from "./caution.ts";
import { type Pod, tryOn } from "./tried.ts";

/** The cheapest settings, and what tells how good they are. */
export interface Found {
  readonly settings: HpaSettings;
  readonly caution: Caution;
  /** On the whole history. */
  readonly past: Score;
  /** By walk-forward, on stretches that the settings were not chosen from. */
  readonly expected: Score;
}

/** What a search comes to: settings that walk-forward found to hold the risk; and those that held it on the past alone. */
export interface Searched {
  readonly found: Found | null;
  readonly closest: HpaSettings | null;
}

// The time to come differs from the past, and a choice flatters itself: the past has to hold half of what is allowed.
const aimed = 0.5;

/**
 * Searches the cheapest settings whose under-provisioned time stays within `risk`, a share of the time: how cautious the
 * choice must be on the past is what walk-forward shows to have been enough.
 */
export function searchSettings(demand: Demand, pod: Pod, room: ReplicaRoom, risk: number): Searched {
  const tried = candidatesFor(demand, pod, room).map((settings) => tryOn(demand, pod, settings));
  const all = tried[0]?.stretches.length ?? 0;
  const onPast = cheapest(tried, { level: 0, share: aimed * risk }, all) ?? safest(tried, 0, all);
  const closest = onPast?.settings ?? null;
  for (const caution of cautions.filter(({ share }) => share <= aimed * risk)) {
    const expected = walkForward(tried, caution);
    if (expected === null || (expected.above[0] ?? 0) > risk * expected.looks) continue;
    const best = cheapest(tried, caution, all);
    const past = best?.before[all];
    if (best === null || past === undefined) continue;
    return { found: { settings: best.settings, caution, past, expected }, closest };
  }
  return { found: null, closest };
}
