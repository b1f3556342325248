import type { ContainerChoice, ValueAddress } from "../../../core/manifests/index.ts";
import { UsageError } from "../usage-error.ts";
import { type NewValues, readNewValues } from "./new-values.ts";
import { readTarget } from "./target.ts";

export interface SubjectFlags {
  readonly target?: string | undefined;
  readonly container?: string | undefined;
  readonly file?: string | undefined;
  readonly path?: string | undefined;
  readonly set: readonly string[];
}

/** What to edit, and to which values; `object` is a container, a workload or an autoscaler. */
export type EditSubject =
  | { readonly kind: "object"; readonly target: ContainerChoice; readonly changes: NewValues }
  | { readonly kind: "value"; readonly address: ValueAddress; readonly value: string };

/** Reads `--target` with its settings, or `--file` and `--path` with a value. Throws a UsageError. */
export function readEditSubject({ target, container, file, path, set }: SubjectFlags): EditSubject {
  if (target !== undefined) {
    if (path !== undefined) throw new UsageError("--path names a value of a --file, not of a --target");
    return { kind: "object", target: readTarget(target, container), changes: readNewValues(set) };
  }
  if (file === undefined) throw new UsageError("name what to edit by --target, or by --file and --path");
  if (path === undefined || path === "") throw new UsageError("--file needs a --path to a value in it");
  const [value] = set;
  if (value === undefined || set.length > 1) throw new UsageError("--file takes one --set, the value alone");
  return { kind: "value", address: { file: file.replace(/^(?:\.\/)+/, ""), path }, value };
}
