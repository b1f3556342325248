/**
 * Where a container's usage lay, over all its pods and the whole window. Quantiles carry a relative error of at most
 * `relativeError`; `max` is exact.
 */
export interface Distribution {
  readonly samples: number;
  readonly mean: number;
  readonly max: number;
  readonly quantiles: Readonly<Record<QuantileName, number>>;
  readonly relativeError: number;
}

/** The quantiles that are reported, with their shares. */
export const quantileNames = { p50: 0.5, p90: 0.9, p95: 0.95, p98: 0.98, p99: 0.99, p999: 0.999 } as const;

export type QuantileName = keyof typeof quantileNames;

/** Usage in steps of time, for charts and trends: the highest and the mean pod, `null` where nothing was seen. */
export interface Profile {
  readonly stepSeconds: number;
  /** Unix seconds of the start of the first step. */
  readonly start: number;
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
}
