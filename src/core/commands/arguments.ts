import { distance } from "fastest-levenshtein";
import {
  type Duration,
  duration,
  err,
  formatDuration,
  type Knob,
  ok,
  parseDuration,
  parseQuantity,
  type Result,
  type SettingName,
  settingNames,
} from "../model/index.ts";
import type { Command, Plain } from "./command.ts";

// Readers of what follows a verb. Every error is a sentence without a name of the writer's in it.
type Read = (words: readonly string[]) => Result<Command, string>;

const longestIgnore = duration(5 * 365, "d");
const longestSnooze = duration(365, "d");
const shortest = duration(1, "h");

export function nothing(verb: Plain): Read {
  return (words) => (words.length === 0 ? ok({ verb }) : err("It takes no arguments."));
}

export function maybeKnob(verb: "explain" | "unignore" | "rollback"): Read {
  return (words) => {
    if (words.length > 1) return err("It takes one setting at most.");
    const [word] = words;
    if (word === undefined) return ok({ verb, knob: null });
    const knob = readKnob(word);
    return knob.ok ? ok({ verb, knob: knob.value }) : knob;
  };
}

export const argumentsOfIgnore: Read = (words) => {
  let knob: Knob | null = null;
  let lasts: Duration | null | undefined;
  const left = words.flatMap((word) => (word.startsWith("--for=") ? ["--for", word.slice(6)] : [word]));
  for (let index = 0; index < left.length; index += 1) {
    const word = left[index] ?? "";
    if (word === "--for" && lasts === undefined) {
      index += 1;
      const said = readLasting(left[index]);
      if (!said.ok) return said;
      lasts = said.value;
    } else if (knob === null && !word.startsWith("-")) {
      const said = readKnob(word);
      if (!said.ok) return said;
      knob = said.value;
    } else return err("It takes one setting and one `--for` at most.");
  }
  return ok({ verb: "ignore", knob, lasts });
};

export const argumentsOfSnooze: Read = (words) => {
  const [word] = words;
  if (word === undefined || words.length > 1) return err("It takes one duration, for example `14d`.");
  const lasts = readDuration(word, longestSnooze);
  return lasts.ok ? ok({ verb: "snooze", lasts: lasts.value }) : lasts;
};

export const argumentsOfPin: Read = (words) => {
  const parts = /^([^=<>]+)=([^=<>]+)$/.exec(words.join(""));
  if (parts === null) return err("It takes a setting and a value, for example `requests.cpu=500m`.");
  const [, name = "", text = ""] = parts;
  const bound = readBound(name, text);
  return bound.ok ? ok({ verb: "pin", ...bound.value }) : bound;
};

export const argumentsOfLimit: Read = (words) => {
  const parts = /^([^=<>]+)([<>])=([^=<>]+)$/.exec(words.join(""));
  if (parts === null) return err("It takes a setting and a bound, for example `requests.cpu<=2`.");
  const [, name = "", sign = "", text = ""] = parts;
  const bound = readBound(name, text);
  if (!bound.ok) return bound;
  return ok({ verb: "limit", ...bound.value, bound: sign === "<" ? "most" : "least" });
};

function readBound(name: string, text: string): Result<{ knob: Knob; value: string }, string> {
  const knob = readKnob(name);
  if (!knob.ok) return knob;
  const value = parseQuantity(text);
  return value.ok && value.value.nanos > 0n
    ? ok({ knob: knob.value, value: text })
    : err("The value has to be a Kubernetes quantity above zero, for example `500m` or `512Mi`.");
}

const knobForm = /^(?:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?):)?([A-Za-z.]{1,30})$/;

/** `requests.cpu`, or `CONTAINER:requests.cpu`. */
function readKnob(text: string): Result<Knob, string> {
  const [, container = null, said = ""] = knobForm.exec(text) ?? [];
  const lower = said.toLowerCase();
  const setting = settingNames.find((name) => name === lower);
  if (setting !== undefined) return ok({ container, setting });
  return err(
    `A setting is ${listOf(settingNames)}, alone or behind a container's name as in \`api:requests.cpu\`.${suggestion(lower)}`,
  );
}

function suggestion(said: string): string {
  const [closest] = settingNames
    .map((name): [number, SettingName] => [distance(said, name), name])
    .sort(([left], [right]) => left - right);
  return closest !== undefined && closest[0] <= 3 ? ` Did you mean \`${closest[1]}\`?` : "";
}

function readLasting(text: string | undefined): Result<Duration | null, string> {
  if (text === undefined) return err("`--for` takes a duration such as `90d`, or `forever`.");
  return text.toLowerCase() === "forever" ? ok(null) : readDuration(text, longestIgnore);
}

function readDuration(text: string, longest: Duration): Result<Duration, string> {
  const parsed = text.length <= 20 ? parseDuration(text) : err("");
  return parsed.ok && parsed.value >= shortest && parsed.value <= longest
    ? parsed
    : err(
        `A duration is written like \`14d\` or \`36h\`, and lasts ${formatDuration(shortest)} to ${formatDuration(longest)}.`,
      );
}

function listOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
