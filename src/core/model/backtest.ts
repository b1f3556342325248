/**
 * How a proposed value would have done on the past: at several moments it was chosen from the days before and scored
 * on the days after. Shares are 0 to 1.
 */
export interface Backtest {
  /** What a share counts: time, or days with a moment above. */
  readonly of: "time" | "days";
  /** The share above the value that was asked for. */
  readonly risk: number;
  /** The share that is expected: its own past, and where others are comparable, theirs too. */
  readonly expected: number;
  /** The rule the value follows, and the margin on top. */
  readonly rule: "p95" | "p99" | "peak";
  readonly margin: number;
  /** At how many moments it was tried. */
  readonly cuts: number;
  /** How many other workloads' past counts for `expected`. */
  readonly others: number;
  /** Mean share above, over the same moments: of the proposed rule, of today's value, of the plain p95 and peak rules. */
  readonly above: {
    readonly proposed: number;
    readonly current: number | null;
    readonly plain: number;
  };
  /** Peak of the window over the limit that stays or is proposed; `null` without a limit. */
  readonly peakOverLimit: number | null;
  /** Share of the time at that limit of CPU, hence throttling to expect; `null` without one. */
  readonly atLimit: number | null;
}
