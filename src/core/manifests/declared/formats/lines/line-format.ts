import { ok, type Refusal, type Result } from "../../../../model/index.ts";
import type { Data } from "../../../data.ts";
import type { Format, FoundValue } from "../../format.ts";
import { missing, repeated, type SourceText, substituted, unsupported } from "../../source-text.ts";

/** One `key = value` of a text that has one a line. */
export interface Entry {
  /** As a person writes the path: the whole key, with its section before it. */
  readonly key: string;
  /** Where the key is. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quote: string;
  /** Why the value is not edited; `null`: it is. */
  readonly odd: string | null;
}

interface LineFormat extends Pick<Format, "name" | "endings" | "spell"> {
  readonly entriesOf: (source: SourceText) => Result<readonly Entry[], Refusal>;
  /** Readers take keys that differ in case only for one. */
  readonly foldsCase: boolean;
  /** A second parser, where there is one. */
  readonly read?: Format["read"];
}

/** A format of lines, from how its lines are read. A value that refers to a variable is not edited. */
export function lineFormat({ entriesOf, foldsCase, read, ...rest }: LineFormat): Format {
  const fold = (key: string): string => (foldsCase ? key.toLowerCase() : key);
  return {
    ...rest,
    hasSecondParser: read !== undefined,
    read: read ?? ((text) => readEntries(entriesOf({ file: "", text }))),
    find: (source, path) => {
      const entries = entriesOf(source);
      if (!entries.ok) return entries;
      const found = entries.value.filter(({ key }) => fold(key) === fold(path));
      if (found.length > 1)
        return repeated(
          source,
          path,
          found.map(({ at }) => at),
        );
      const [entry] = found;
      return entry === undefined || entry.key !== path ? missing(source, path) : foundIn(source, entry);
    },
  };
}

function foundIn(source: SourceText, entry: Entry): Result<FoundValue, Refusal> {
  const { key, at, start, end, text, quote, odd } = entry;
  if (odd !== null) return unsupported(source, at, odd);
  if (/\$[({A-Za-z_]|%[({]/.test(text) && quote !== "'") return substituted(source, start, text);
  return ok({ start, end, text, type: "untyped", quote, at: [key] });
}

function readEntries(entries: Result<readonly Entry[], Refusal>): Result<Data, string> {
  if (!entries.ok) return { ok: false, error: entries.error.code };
  // The last one wins, in all that read such files; which one is edited was decided before.
  return ok(new Map(entries.value.map(({ key, text, quote, odd }) => [key, `${quote}${odd ?? ""}${text}`])));
}
