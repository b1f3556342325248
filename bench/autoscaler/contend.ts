import {
  type HpaSettings,
  hpaScaler,
  type Pod,
  partOf,
  ruleOfThumb,
  type Score,
  sampleDemand,
  scoreFrom,
  searchSettings,
} from "../../src/core/analysis/index.ts";
import type { Series } from "../quality/read-series.ts";

export interface Contender {
  readonly name: string;
  readonly settings: HpaSettings;
  /** On the last third, which none of them was chosen from. */
  readonly score: Score;
}

export interface Contest {
  readonly series: string;
  /** What one pod requests, in the unit of the series. */
  readonly request: number;
  readonly others: readonly Contender[];
  readonly ours: Contender;
  /** Whether walk-forward found settings that hold the risk; else ours are those that came closest. */
  readonly isHeld: boolean;
  /** Share of the time that ours were to hold. */
  readonly risk: number;
}

export interface ContestOptions {
  /** `null`: such that the highest demand of the history takes `podsAtPeak`. */
  readonly request: number | null;
  readonly podsAtPeak: number;
  readonly startup: number;
  /** `null`: what the safest of the others came to on the history. */
  readonly risk: number | null;
}

// Above what any series asks for, so that it is never the bound that decides.
const freeMax = 10_000;

/** Chooses on the first two thirds of a series and scores on the rest; `null` where there is nothing to choose from. */
export function contend(series: Series, options: ContestOptions): Contest | null {
  const demand = sampleDemand(series);
  const cut = Math.floor((demand.values.length * 2) / 3);
  const past = partOf(demand, 0, cut);
  const peak = past.values.reduce((most, value) => (value > most ? value : most), 0);
  if (peak <= 0) return null;
  const request = options.request ?? peak / options.podsAtPeak;
  const lags = { startup: options.startup, window: 30, metric: 30 };
  const pod: Pod = { request, capacity: request, limit: null, lags };
  const others: readonly (readonly [string, HpaSettings])[] = [
    ["80 %, min 1", usual(1)],
    ["80 %, min 2", usual(2)],
    ["rule of thumb", ruleOfThumb(past, pod)],
  ];
  const scoreOn = (settings: HpaSettings, on: typeof demand, from: number): Score =>
    scoreFrom(on, hpaScaler(settings, request), pod, settings, from);
  const shares = others.map(([, settings]) => underShare(scoreOn(settings, past, 0)));
  const risk = options.risk ?? Math.min(...shares);
  const { found, closest } = searchSettings(past, pod, { least: 1, most: null }, risk);
  if (closest === null) return null;
  const named = (name: string, settings: HpaSettings): Contender => ({
    name,
    settings,
    score: scoreOn(settings, demand, cut),
  });
  return {
    series: series.name,
    request,
    others: others.map(([name, settings]) => named(name, settings)),
    ours: named("OptPass", found?.settings ?? closest),
    isHeld: found !== null,
    risk,
  };
}

function usual(min: number): HpaSettings {
  return { min, max: freeMax, target: { type: "Utilization", percent: 80 }, behavior: null };
}

export function underShare({ above, looks }: Score): number {
  return looks === 0 ? 0 : (above[0] ?? 0) / looks;
}
