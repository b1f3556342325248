import { hpaScaler, sampleDemand, scoreReplay } from "../../src/core/analysis/index.ts";
import { demandSeries } from "./demand-kinds.ts";

const rounds = 20;

/** How fast a day is played, in words. */
export function measureSpeed(): string {
  const [series] = demandSeries({ days: 14, seed: 1 });
  if (series === undefined) return "";
  const demand = sampleDemand(series);
  const settings = {
    min: 1,
    max: 100,
    target: { type: "Utilization", percent: 80 },
    behavior: null,
  } as const;
  const lags = { startup: 60, window: 30, metric: 30 };
  const shape = { capacity: 1, limit: null, lags };
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    scoreReplay(demand, hpaScaler(settings, 1), shape, settings);
  }
  const aSecond = (rounds * demand.values.length * 1000) / (performance.now() - began);
  return `Simulator: ${(aSecond / 1e6).toFixed(1)} million looks a second; a day of 5,760 takes ${((5760 * 1000) / aSecond).toFixed(2)} ms.`;
}
