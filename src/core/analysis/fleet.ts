import type { Evidence } from "../model/index.ts";
import { type Calibration, calibrate, walkForward } from "./backtest/index.ts";
import { basisOf } from "./basis.ts";

/** What all containers together teach about each of them. */
export interface Fleet {
  readonly cpu: Calibration;
}

/** Learns from every container that was measured, also those that nothing is proposed for. */
export function learnFleet(evidence: readonly Evidence[], risk: number): Fleet {
  const walks = evidence.flatMap(({ usage }) =>
    usage.cpu === null ? [] : [walkForward(basisOf(usage.cpu).days)],
  );
  return { cpu: calibrate(walks, risk) };
}
