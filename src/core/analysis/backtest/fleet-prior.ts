import type { RuleId } from "./rules.ts";
import { margins } from "./rules.ts";

/** How many workloads' worth of experience the prior is: a small fleet says little about rare shifts of level. */
export const priorWeight = 10;

/**
 * Share of the time above margin times base, for some margins, as `bench/quality --prior` measures it: mean over four
 * public sets (100 Azure virtual machines as means and as maxima of five minutes, 78 with strong daily cycles, 500 of
 * Bitbrains), fourteen days of past at a time.
 */
const measured: Readonly<Record<RuleId, readonly (readonly [margin: number, above: number])[]>> = {
  p95: [
    [0.5, 0.4935],
    [0.64, 0.392],
    [0.82, 0.2299],
    [1, 0.0769],
    [1.1, 0.0413],
    [1.34, 0.0233],
    [1.72, 0.0148],
    [2, 0.0124],
    [2.82, 0.0078],
    [4, 0.0052],
    [5.9, 0.0037],
    [9.7, 0.0028],
    [16, 0.0016],
  ],
  p99: [
    [0.5, 0.3238],
    [0.64, 0.2306],
    [0.82, 0.1171],
    [1, 0.029],
    [1.1, 0.0149],
    [1.34, 0.0096],
    [1.72, 0.0064],
    [2, 0.0054],
    [2.82, 0.0033],
    [4, 0.0025],
    [5.9, 0.002],
    [9.7, 0.0009],
    [16, 0.0008],
  ],
  peak: [
    [0.5, 0.1456],
    [0.64, 0.0914],
    [0.82, 0.0488],
    [1, 0.0088],
    [1.1, 0.005],
    [1.34, 0.0038],
    [1.72, 0.0025],
    [2, 0.0021],
    [2.82, 0.0016],
    [4, 0.001],
    [5.9, 0.0007],
    [9.7, 0.0006],
    [16, 0.0006],
  ],
};

/** The prior of a rule for every margin, straight between the measured ones on logarithmic scales. */
export function fleetPrior(rule: RuleId): Float64Array {
  const points = measured[rule];
  return Float64Array.from(margins, (margin) => {
    const next = Math.max(
      1,
      points.findIndex(([known]) => known >= margin),
    );
    const [left, right] = [points[next - 1], points[next]];
    if (left === undefined || right === undefined) return 0;
    const along = Math.log(margin / left[0]) / Math.log(right[0] / left[0]);
    return left[1] * (right[1] / left[1]) ** along;
  });
}
