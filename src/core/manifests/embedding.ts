import type { Scalar } from "yaml";
import type { NodePath } from "./node-path.ts";

/** How a YAML text sits inside a scalar of another one, for example a patch in `patch: |-`. */
export interface Embedding {
  /** Index of the outer document and path of the scalar in it. */
  readonly document: number;
  readonly path: NodePath;
  /** The scalar in the outer text. */
  readonly scalar: Scalar;
  /** Whether the text stands in the file as it is, so that it can be edited in place. */
  readonly verbatim: "literal" | "single-line" | null;
  /** Indentation that each line of a block literal has in the file. */
  readonly pad: string;
  /** Offset in the file of an offset in the inner text. Only meaningful when `verbatim`. */
  offsetOf(inner: number): number;
  /** Line in the file of an inner offset, given its line in the inner text. */
  lineOf(inner: number, innerLine: number): number;
}
