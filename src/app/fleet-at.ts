import { type Fleet, learnFleet } from "../core/analysis/index.ts";
import type { Evidence } from "../core/model/index.ts";

/** What all containers teach, learned once for each risk that is asked about. */
export function fleetsOf(evidence: readonly Evidence[]): (risk: number) => Fleet {
  const fleets = new Map<number, Fleet>();
  return (risk) => {
    const fleet = fleets.get(risk) ?? learnFleet(evidence, risk);
    fleets.set(risk, fleet);
    return fleet;
  };
}
