import type { CountName, FieldName, SettingName } from "../../model/index.ts";
import type { LocatedCount } from "../counts/located-count.ts";
import type { LocatedContainer } from "../located.ts";
import type { NodePath } from "../node-path.ts";
import type { CustomResource } from "../operators/operator-containers.ts";
import type { Edit } from "./edit.ts";

/** New values for one container; `null`: it is to be set no more. */
export interface ContainerChange {
  readonly container: LocatedContainer;
  readonly changes: readonly { readonly setting: SettingName; readonly value: string | null }[];
}

/** A new value for one count. */
export interface CountChange {
  readonly count: LocatedCount;
  readonly value: string;
}

/** What to do to the files, and what must be seen afterwards, in the files and in the renders. */
export interface EditPlan {
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  readonly leaves: readonly IntendedLeaf[];
  readonly fields: readonly IntendedField[];
  /** Where the new values will stand, for annotations; `container` is for people. */
  readonly lines: readonly ChangedLine[];
}

/** A value that a parser must find in the edited file; `null`: it is null, or not there any more. */
export interface IntendedLeaf {
  readonly file: string;
  readonly document: number;
  readonly path: NodePath;
  /** The value is inside a YAML text that is itself the scalar at `path`. */
  readonly inside: { readonly document: number; readonly path: NodePath } | null;
  readonly value: string | null;
}

/** A value that must be seen in the render of an environment. */
export type IntendedField = IntendedSetting | IntendedCount;

/** `null`: it must not be there any more. */
interface IntendedSetting extends FieldOwner {
  readonly kind: LocatedContainer["kind"];
  readonly container: string;
  readonly init: boolean;
  readonly setting: SettingName;
  readonly value: string | null;
  /** The object that shows it, where that is not the workload itself. */
  readonly resource?: CustomResource | undefined;
}

interface IntendedCount extends FieldOwner {
  readonly kind: LocatedCount["kind"];
  readonly count: CountName;
  readonly value: string;
}

interface FieldOwner {
  readonly environment: string;
  readonly apiVersion: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface ChangedLine {
  readonly file: string;
  readonly line: number;
  readonly setting: FieldName;
  readonly container: string;
}
