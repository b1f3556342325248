import type { FieldName } from "../../model/index.ts";
import type { Splice } from "../splice.ts";

/** One change of a text: replaces `[start, end)`, in UTF-16 offsets. */
export interface Edit extends Splice {
  /** Where in `text` each setting is written. */
  readonly marks: readonly {
    readonly setting: FieldName;
    readonly container: string;
    readonly at: number;
  }[];
}
