/** What a controller can see of a workload at a look. Amounts in the unit of the demand. */
export interface View {
  /** What the scale asks for. */
  readonly replicas: number;
  readonly ready: number;
  /** Ready for long enough to have a sample of their own, and what one of them uses; the rest are not ready for it. */
  readonly measured: number;
  readonly usage: number;
  /** All that is asked of the workload; `null`: not measured. */
  readonly demand: number | null;
}

/** Something that decides about replicas every 15 seconds. */
export interface Scaler {
  next(now: number, view: View): number;
}
