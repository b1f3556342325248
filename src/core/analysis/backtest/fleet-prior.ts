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
    [0.5, 0.4899],
    [0.64, 0.3931],
    [0.82, 0.2261],
    [1, 0.0756],
    [1.1, 0.0442],
    [1.34, 0.0244],
    [1.72, 0.0143],
    [2, 0.0118],
    [2.82, 0.0076],
    [4, 0.005],
    [5.9, 0.0036],
    [9.7, 0.0026],
    [16, 0.0014],
  ],
  p99: [
    [0.5, 0.3181],
    [0.64, 0.2309],
    [0.82, 0.1138],
    [1, 0.0291],
    [1.1, 0.0152],
    [1.34, 0.0097],
    [1.72, 0.006],
    [2, 0.005],
    [2.82, 0.0031],
    [4, 0.0023],
    [5.9, 0.0019],
    [9.7, 0.0009],
    [16, 0.0007],
  ],
  peak: [
    [0.5, 0.1367],
    [0.64, 0.0859],
    [0.82, 0.0462],
    [1, 0.0084],
    [1.1, 0.0046],
    [1.34, 0.0034],
    [1.72, 0.002],
    [2, 0.0017],
    [2.82, 0.0015],
    [4, 0.0007],
    [5.9, 0.0006],
    [9.7, 0.0006],
    [16, 0.0005],
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
