import type { Data } from "../../../data.ts";
import type { Doubts, Reading } from "../../reading.ts";
import type { ParameterSet } from "../placeholders.ts";

/** What a generator of an ApplicationSet makes: one Application per set. */
export interface Generated {
  readonly sets: readonly ParameterSet[];
  /**
   * Generators that ask a cluster or a service, so that no file says how many sets there are. Each stands as one set
   * that holds what the files say about all of them.
   */
  readonly open: readonly string[];
  /** Sets that are written for something which only the cluster knows to be there or not. */
  readonly possible: readonly ParameterSet[];
}

export const nothing: Generated = { sets: [], open: [], possible: [] };

export interface GeneratorContext {
  readonly reading: Reading;
  readonly doubts: Doubts;
  readonly goTemplate: boolean;
}

/** Reads the body of one kind of generator. */
export type ReadGenerator = (context: GeneratorContext, body: Data) => Generated;

/** More Applications of one ApplicationSet than this are not read; a cluster would be hard to run with them. */
export const mostSets = 2_000;
