import type { Demand } from "../replay/demand.ts";
import { type HpaSettings, hpaScaler } from "../replay/hpa-scaler.ts";
import type { PodShape } from "../replay/replay.ts";
import { type Score, scoreReplay, sumOf } from "../replay/score.ts";
import { candidatesFor, type ReplicaRoom } from "./candidates.ts";
import { type Caution, cautions, cheapest, safest, walkForward } from "./caution.ts";

/** A pod, with what it requests in the unit of the demand. */
export interface Pod extends PodShape {
  readonly request: number;
}

/** Settings with what they came to on every stretch of the past, and on all stretches before each (one more than there are). */
export interface Tried {
  readonly settings: HpaSettings;
  readonly stretches: readonly Score[];
  readonly before: readonly Score[];
}

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

const looksADay = 5760;
// Less than a week is cut finer, so that there is something to walk over.
const fewestStretches = 6;

/**
 * Searches the cheapest settings whose under-provisioned time stays within `risk`, a share of the time: how cautious the
 * choice must be on the past is what walk-forward shows to have been enough.
 */
export function searchSettings(demand: Demand, pod: Pod, room: ReplicaRoom, risk: number): Searched {
  const tried = candidatesFor(demand, pod, room).map((settings) => tryOn(demand, pod, settings));
  const all = tried[0]?.stretches.length ?? 0;
  const onPast = cheapest(tried, { level: 0, share: risk }, all) ?? safest(tried, 0, all);
  const closest = onPast?.settings ?? null;
  for (const caution of cautions.filter(({ share }) => share <= risk)) {
    const expected = walkForward(tried, caution);
    if (expected === null || (expected.above[0] ?? 0) > risk * expected.looks) continue;
    const best = cheapest(tried, caution, all);
    const past = best?.before[all];
    if (best === null || past === undefined) continue;
    return { found: { settings: best.settings, caution, past, expected }, closest };
  }
  return { found: null, closest };
}

/** Plays one choice over all of the past. */
export function tryOn(demand: Demand, pod: Pod, settings: HpaSettings): Tried {
  const each = Math.max(1, Math.min(looksADay, Math.floor(demand.values.length / fewestStretches)));
  const whole = demand.values.length - (demand.values.length % each);
  const scaler = hpaScaler(settings, pod.request);
  const past = { ...demand, values: demand.values.subarray(demand.values.length - whole) };
  const stretches = scoreReplay(past, scaler, pod, settings, each);
  const before = [sumOf([])];
  for (const stretch of stretches) before.push(sumOf([before[before.length - 1] ?? sumOf([]), stretch]));
  return { settings, stretches, before };
}
