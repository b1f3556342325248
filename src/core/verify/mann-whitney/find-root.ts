/**
 * A zero of a function between two ends where it has opposite signs, within an absolute `tolerance`: the algorithm of
 * Brent (1973), chapter 4, step by step as in `uniroot` of R, because published vectors hold its last step, too.
 */
export function findRoot(
  f: (at: number) => number,
  ends: { readonly low: number; readonly high: number },
  tolerance: number,
): number {
  const start = { at: ends.low, value: f(ends.low) };
  let best = { at: ends.high, value: f(ends.high) };
  if (start.value === 0) return start.at;
  if (best.value === 0) return best.at;
  let last = start;
  let opposite = start;
  for (let round = 0; round < mostRounds; round += 1) {
    const previousStep = best.at - last.at;
    if (Math.abs(opposite.value) < Math.abs(best.value)) [last, best, opposite] = [best, opposite, best];
    const reach = 2 * Number.EPSILON * Math.abs(best.at) + tolerance / 2;
    const half = (opposite.at - best.at) / 2;
    if (Math.abs(half) <= reach || best.value === 0) return best.at;
    const mayInterpolate = Math.abs(previousStep) >= reach && Math.abs(last.value) > Math.abs(best.value);
    const wanted =
      (mayInterpolate ? interpolated(last, best, opposite, { previousStep, reach }) : null) ?? half;
    const step = Math.abs(wanted) < reach ? Math.sign(wanted) * reach || -reach : wanted;
    last = best;
    best = { at: best.at + step, value: f(best.at + step) };
    if (Math.sign(best.value) * Math.sign(opposite.value) > 0) opposite = last;
  }
  return best.at;
}

const mostRounds = 1000;

interface Point {
  readonly at: number;
  readonly value: number;
}

/** The step of the secant or of inverse quadratic interpolation; `null` where it leaves the bracket or is too slow. */
function interpolated(
  last: Point,
  best: Point,
  opposite: Point,
  { previousStep, reach }: { readonly previousStep: number; readonly reach: number },
): number | null {
  const width = opposite.at - best.at;
  const { over, under } =
    last.at === opposite.at ? secant(last, best, width) : quadratic(last, best, opposite);
  const p = Math.abs(over);
  const q = over > 0 ? -under : under;
  const isUseful = p < 0.75 * width * q - Math.abs(reach * q) / 2 && p < Math.abs((previousStep * q) / 2);
  return isUseful ? p / q : null;
}

interface Fraction {
  readonly over: number;
  readonly under: number;
}

function secant(last: Point, best: Point, width: number): Fraction {
  const ratio = best.value / last.value;
  return { over: width * ratio, under: 1 - ratio };
}

function quadratic(last: Point, best: Point, opposite: Point): Fraction {
  const q = last.value / opposite.value;
  const t1 = best.value / opposite.value;
  const t2 = best.value / last.value;
  return {
    over: t2 * ((opposite.at - best.at) * q * (q - t1) - (best.at - last.at) * (t1 - 1)),
    under: (q - 1) * (t1 - 1) * (t2 - 1),
  };
}
