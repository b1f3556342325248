import * as z from "zod";
import {
  carryMark,
  formatInstant,
  type Instant,
  type Knob,
  parseInstant,
  putMark,
  readMark,
  type Sign,
  settingNames,
  writeMark,
} from "../model/index.ts";

/**
 * What somebody said about proposals like the one of a pull request: none until `until` (`null`: ever). One that is over
 * lifts what a closed pull request would say by itself.
 */
export interface Silence {
  /** `null`: every setting of the change. */
  readonly knob: Knob | null;
  readonly until: Instant | null;
  readonly by: string;
}

const name = "silence";
// More knobs than a change has; the oldest words are dropped first.
const most = 40;

/** The body of a pull request with the silences given, instead of those it had. */
export function putSilences(
  body: string,
  pullRequest: number,
  silences: readonly Silence[],
  sign: Sign,
): string {
  const stored = silences
    .slice(-most)
    .map(({ knob, until, by }) => ({ knob, until: until === null ? null : formatInstant(until), by }));
  const mark = stored.length === 0 ? null : writeMark(name, aboutOf(pullRequest), { silences: stored }, sign);
  return putMark(name, body, mark);
}

/** None where somebody damaged, forged or copied them. */
export function readSilences(body: string, pullRequest: number, sign: Sign): readonly Silence[] {
  const parsed = Stored.safeParse(readMark(name, aboutOf(pullRequest), body, sign));
  if (!parsed.success) return [];
  return parsed.data.silences.map(({ knob, until, by }) => ({ knob, until, by }));
}

/** The silences of a body in the one that replaces it. */
export function carrySilences(next: string, current: string): string {
  return carryMark(name, next, current);
}

/** With one more word about a knob, instead of the last word about the same. */
export function withSilence(silences: readonly Silence[], added: Silence): readonly Silence[] {
  // Words about a whole change answer what was said about its parts.
  const kept = added.knob === null ? [] : silences.filter(({ knob }) => keyOf(knob) !== keyOf(added.knob));
  return [...kept, added];
}

function keyOf(knob: Knob | null): string {
  return knob === null ? "" : `${knob.container ?? ""}:${knob.setting}`;
}

function aboutOf(pullRequest: number): string {
  return `#${pullRequest}`;
}

const Stored = z.object({
  silences: z
    .array(
      z.object({
        knob: z.object({ container: z.string().nullable(), setting: z.enum(settingNames) }).nullable(),
        until: z
          .string()
          .transform((text, context) => {
            const at = parseInstant(text);
            if (at !== null) return at;
            context.addIssue("not a time");
            return z.NEVER;
          })
          .nullable(),
        by: z.string(),
      }),
    )
    .max(most),
});
