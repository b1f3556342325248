import type { Refusal, Result } from "../../model/index.ts";
import type { Data } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import type { SourceText } from "./source-text.ts";

/** How values are found, spelled and read again in one file format. All of it pure and without exceptions. */
export interface Format {
  /** For people: `TOML`. */
  readonly name: string;
  /** Names of files that have it: `.toml`, or a whole name. */
  readonly endings: readonly string[];
  /** Whether `read` shares no code with `find`, so that they prove each other. */
  readonly hasSecondParser: boolean;
  /**
   * The one value at a path as a person writes it. Errors: `malformed-file`, `no-value-at-path`, `repeated-path`, or why
   * what stands there is not edited.
   */
  find(source: SourceText, path: string): Result<FoundValue, Refusal>;
  /** Source text of a new value in the spelling of the old one; the error says why it has none. */
  spell(found: FoundValue, value: string): Result<string, string>;
  /** All data of a text. The error is one line. */
  read(text: string): Result<Data, string>;
}

export interface FoundValue {
  /** Range of its source text, with quotes. */
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes. */
  readonly text: string;
  /** What the format itself says it is. */
  readonly type: ValueType;
  readonly quote: string;
  /** Where `read` has it. */
  readonly at: NodePath;
}

/** `untyped`: the format knows texts only, and the program that reads them makes of them what it wants. */
export type ValueType = "text" | "number" | "boolean" | "untyped";
