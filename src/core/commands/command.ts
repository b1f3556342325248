import type { Duration, Knob } from "../model/index.ts";

/** What a person asks for. `knob` is `null` where all settings of the change are meant. */
export type Command =
  | { readonly verb: Plain }
  | { readonly verb: "explain" | "unignore" | "rollback"; readonly knob: Knob | null }
  /** `lasts` is `null` without an end, `undefined` where nothing was said. */
  | { readonly verb: "ignore"; readonly knob: Knob | null; readonly lasts: Duration | null | undefined }
  | { readonly verb: "snooze"; readonly lasts: Duration }
  | { readonly verb: "pin"; readonly knob: Knob; readonly value: string }
  | {
      readonly verb: "limit";
      readonly knob: Knob;
      readonly bound: "most" | "least";
      readonly value: string;
    };

export type Plain =
  | "help"
  | "status"
  | "rerun"
  | "rebase"
  | "recreate"
  | "hold"
  | "unhold"
  | "ignores"
  | "verify"
  | "pause"
  | "resume";

export type Verb = Command["verb"];

/** Why a line that begins like a command is none. */
export type Mistake =
  | { readonly code: "unknown-verb"; readonly said: string; readonly meant: Verb | null }
  | { readonly code: "bad-argument"; readonly verb: Verb; readonly why: string }
  | { readonly code: "too-many-commands"; readonly most: number }
  | { readonly code: "comment-too-long"; readonly most: number };
