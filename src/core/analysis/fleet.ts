import type { Evidence } from "../model/index.ts";
import { type Calibration, calibrate, walkForward } from "./backtest/index.ts";
import { basesOf } from "./basis.ts";

/** What all containers together teach about each of them. */
export interface Fleet {
  readonly cpu: Calibration;
}

/**
 * Learns from every container that was measured, also those that nothing is proposed for. A DaemonSet on nodes of
 * several classes counts once for each of them.
 */
export function learnFleet(evidence: readonly Evidence[], risk: number): Fleet {
  const walks = evidence.flatMap(({ usage }) =>
    usage.cpu === null ? [] : basesOf(usage.cpu).map(({ days }) => walkForward(days)),
  );
  return { cpu: calibrate(walks, risk) };
}
