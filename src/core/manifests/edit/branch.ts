import type { Pair } from "yaml";
import type { Addition } from "./draft.ts";
import type { QuoteStyle } from "./scalar-text.ts";

/** What to add: keys with what is below them, down to the values. */
export type Branch = Map<string, Branch> | Addition;

/** How the text is written. */
export interface Style {
  readonly text: string;
  readonly eol: string;
  readonly step: number;
  readonly quotes: QuoteStyle;
  /** Pairs that are there and will not be. */
  readonly going: ReadonlySet<Pair>;
}
