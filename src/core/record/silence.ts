import * as z from "zod";
import {
  carryMark,
  formatInstant,
  type Knob,
  parseInstant,
  putMark,
  readMark,
  type Seal,
  type Silence,
  settingNames,
  writeMark,
} from "../model/index.ts";

const name = "silence";
// More knobs than a change has; the oldest words are dropped first.
const most = 40;

/** The body of a pull request with the silences given, instead of those it had. */
export function putSilences(
  body: string,
  pullRequest: number,
  silences: readonly Silence[],
  seal: Seal | null,
): string {
  const stored = silences
    .slice(-most)
    .map(({ knob, until, by }) => ({ knob, until: until === null ? null : formatInstant(until), by }));
  const mark = stored.length === 0 ? null : writeMark(name, aboutOf(pullRequest), { silences: stored }, seal);
  return putMark(name, body, mark);
}

/** None where somebody damaged, forged or copied them. */
export function readSilences(body: string, pullRequest: number, seal: Seal | null): readonly Silence[] {
  const parsed = Stored.safeParse(readMark(name, aboutOf(pullRequest), body, seal));
  if (!parsed.success) return [];
  return parsed.data.silences.map(({ knob, until, by }) => ({ knob, until, by }));
}

/** The silences of a body in the one that replaces it. */
export function carrySilences(next: string, current: string): string {
  return carryMark(name, next, current);
}

/** With one more word, instead of the last one about the same setting. */
export function withSilence(silences: readonly Silence[], added: Silence): readonly Silence[] {
  return [...silences.filter(({ knob }) => keyOf(knob) !== keyOf(added.knob)), added];
}

function keyOf({ container, setting }: Knob): string {
  return `${container ?? ""}:${setting}`;
}

function aboutOf(pullRequest: number): string {
  return `#${pullRequest}`;
}

const Stored = z.object({
  silences: z
    .array(
      z.object({
        knob: z.object({ container: z.string().nullable(), setting: z.enum(settingNames) }),
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
