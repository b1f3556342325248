import { distance } from "fastest-levenshtein";
import type { Command, Mistake, Verb } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { spokenLines } from "./spoken-lines.ts";

/** One line that was said to OptPass. */
export type Spoken =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "mistake"; readonly mistake: Mistake };

const most = 5;
// Nobody writes more for commands, and parsing takes longer than its text on what was made for it.
const longest = 8192;
const longestLine = 300;

/**
 * The commands of a comment in their order, five at most. A command is a line that begins with `/optpass`, or with the
 * mention of the app. Anything may be in the text; nothing in it makes this throw.
 */
export function parseComment(text: string, app: string): readonly Spoken[] {
  const names = ["/optpass", `@${app.toLowerCase().replace(/\[bot\]$/, "")}`];
  const lower = text.toLowerCase();
  if (!names.some((name) => lower.includes(name))) return [];
  if (text.length > longest) {
    // Only where it is likely that somebody meant us.
    const isMeant = names.some((name) => lower.startsWith(name) || lower.includes(`\n${name} `));
    return isMeant ? [mistake({ code: "comment-too-long", most: longest })] : [];
  }
  const spoken = spokenLines(text.replace(/\r\n?/g, "\n")).flatMap((line) => readLine(line, names));
  return spoken.length <= most
    ? spoken
    : [...spoken.slice(0, most), mistake({ code: "too-many-commands", most })];
}

function readLine(line: string, names: readonly string[]): readonly Spoken[] {
  const [name = "", verb = "help", ...words] = line.slice(0, longestLine).split(/[ \t]+/);
  if (!names.includes(name.toLowerCase())) return [];
  const row = commandTable.find((each) => each.verb === verb.toLowerCase());
  if (row === undefined) {
    // A sentence that begins with a mention is talk about the app, and not to it.
    if (name.startsWith("@") && (words.length > 0 || closest(verb) === null)) return [];
    return [mistake({ code: "unknown-verb", said: verb.slice(0, 30), meant: closest(verb) })];
  }
  if (line.length > longestLine) {
    return [mistake({ code: "bad-argument", verb: row.verb, why: "The line is too long." })];
  }
  const command = row.read(words);
  return [
    command.ok
      ? { kind: "command", command: command.value }
      : mistake({ code: "bad-argument", verb: row.verb, why: command.error }),
  ];
}

/** The verb that was probably meant: two typing errors away at most. */
function closest(said: string): Verb | null {
  const [best] = commandTable
    .map(({ verb }): [number, Verb] => [distance(said.slice(0, 30).toLowerCase(), verb), verb])
    .sort(([left], [right]) => left - right);
  return best !== undefined && best[0] <= Math.min(2, said.length - 1) ? best[1] : null;
}

function mistake(mistake: Mistake): Spoken {
  return { kind: "mistake", mistake };
}
