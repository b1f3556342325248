/** Name and value of each label of a series. From a server, hence hostile until escaped. */
export type Labels = Readonly<Record<string, string>>;

/** One condition on a label. Regular expressions are RE2 and match the whole value. */
export interface LabelMatcher {
  readonly label: string;
  readonly op: MatchOperator;
  readonly value: string;
}

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** One series at one moment. */
export interface InstantSample {
  readonly labels: Labels;
  readonly value: number;
}

/** One series over time. */
export interface RangeSeries {
  readonly labels: Labels;
  /** Unix seconds, ascending. */
  readonly times: Float64Array;
  /** Same length as `times`. NaN and stale markers are left out, infinities are kept. */
  readonly values: Float64Array;
}
