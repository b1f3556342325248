import type { Refusal } from "../../../model/index.ts";
import type { AddedLabels } from "../../added-labels.ts";
import type { Kustomization } from "../../kustomization.ts";
import type { DeclaredObject } from "../declared-object.ts";

/** What a kustomization, or the options of a deployer, put around objects. */
export type Layer = Pick<
  Kustomization,
  | "file"
  | "directory"
  | "patches"
  | "components"
  | "locate"
  | "namePrefix"
  | "nameSuffix"
  | "namespace"
  | "adds"
>;

/** An object while the kustomizations around it are applied, the innermost first. */
export interface Layered {
  readonly object: DeclaredObject;
  /** Every name and namespace it had; kustomize matches patches against all of them. */
  readonly names: readonly string[];
  readonly namespaces: readonly (string | null)[];
  /** What the layers so far added to its metadata. */
  readonly added: AddedLabels;
}

/** The same object, with one more thing that is not known about it. */
export function doubting(layered: Layered, why: string): Layered {
  const { object } = layered;
  const problem: Refusal = { code: "undecided-deployment", file: object.file, line: object.line, why };
  return { ...layered, object: { ...object, problems: [...object.problems, problem] } };
}
