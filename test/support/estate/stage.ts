import type { Node } from "./estate.ts";

/** The span and the machines that the lives of the pods are planned in. Times in Unix seconds. */
export interface Stage {
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly Node[];
}
