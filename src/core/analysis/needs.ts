import type { Usage } from "../model/index.ts";
import { type Calibration, type Choice, choose, type WalkForward, walkForward } from "./backtest/index.ts";
import { type Basis, basesOf } from "./basis.ts";

/** What a basis needs of CPU. */
export interface Need {
  readonly basis: Basis;
  readonly walk: WalkForward;
  readonly choice: Choice;
}

/** What every basis needs, and the one that needs most: it decides, since all pods get the same value. */
export interface Needs {
  readonly most: Need;
  readonly all: readonly Need[];
}

export function needsOf(usage: Usage, calibration: Calibration): Needs {
  const [first, ...others] = basesOf(usage);
  const needOf = (basis: Basis): Need => {
    const walk = walkForward(basis.days);
    return { basis, walk, choice: choose(walk, calibration) };
  };
  const [lead, rest] = [needOf(first), others.map(needOf)];
  const most = rest.reduce((high, one) => (one.choice.amount > high.choice.amount ? one : high), lead);
  return { most, all: [lead, ...rest] };
}
