/**
 * Pods as the controller sorts them. Its formulas need sums only, so a replay of a thousand equal pods costs what one of
 * ten does. Amounts in thousandths of the metric's unit.
 */
export interface PodTally {
  readonly measured: { readonly count: number; readonly usage: number; readonly request: number };
  /** Not ready yet: they count as idle where the others want more, else not at all. */
  readonly unready: { readonly count: number; readonly request: number };
  /** Without a sample: they count against the direction of the others. */
  readonly missing: { readonly count: number; readonly request: number };
}
