import type { Result, Role } from "../model/index.ts";
import {
  argumentsOfIgnore,
  argumentsOfLimit,
  argumentsOfPin,
  argumentsOfSnooze,
  maybeKnob,
  nothing,
} from "./arguments.ts";
import type { Command, Verb } from "./command.ts";

/** Where a command makes sense. A proposal is a pull request that OptPass opened. */
export type Place = "anywhere" | "a proposal" | "an open proposal" | "a merged proposal";

/** One row of the table that help, documentation, permissions and the parser derive from. */
export interface CommandRow {
  readonly verb: Verb;
  /** Arguments as people write them; empty without any. */
  readonly usage: string;
  /** Completes "`/optpass verb` ...". */
  readonly does: string;
  readonly role: Role;
  readonly where: Place;
  readonly example: string;
  /** `words` are what follows the verb. An error is a sentence. */
  readonly read: (words: readonly string[]) => Result<Command, string>;
}

/**
 * Everything that people can say. What GitHub has a button for (merge, close, reopen, approve) is left to GitHub.
 */
export const commandTable = [
  row("help", "", "lists the commands", "read", "anywhere", "help", nothing("help")),
  row(
    "explain",
    "[knob]",
    "says why the value is what it is, and what would change it",
    "read",
    "a proposal",
    "explain requests.cpu",
    maybeKnob("explain"),
  ),
  row(
    "status",
    "",
    "says where the proposal stands and what happens next",
    "read",
    "anywhere",
    "status",
    nothing("status"),
  ),
  row(
    "rerun",
    "",
    "reads the metrics again and brings the proposal up to date",
    "triage",
    "anywhere",
    "rerun",
    nothing("rerun"),
  ),
  row(
    "rebase",
    "",
    "makes the proposal anew on today's base branch; commits of people stop it",
    "write",
    "an open proposal",
    "rebase",
    nothing("rebase"),
  ),
  row(
    "recreate",
    "",
    "makes the proposal anew and throws away commits of people",
    "write",
    "an open proposal",
    "recreate",
    nothing("recreate"),
  ),
  row(
    "hold",
    "",
    "keeps the proposal as it is: no updates, no merge by rule",
    "write",
    "an open proposal",
    "hold",
    nothing("hold"),
  ),
  row("unhold", "", "ends a hold", "write", "an open proposal", "unhold", nothing("unhold")),
  row(
    "ignore",
    "[knob] [--for 90d|forever]",
    "says no to the proposal, or to one setting of it, and to others like it",
    "write",
    "a proposal",
    "ignore limits.cpu --for forever",
    argumentsOfIgnore,
  ),
  row(
    "unignore",
    "[knob]",
    "takes such a no back",
    "write",
    "a proposal",
    "unignore limits.cpu",
    maybeKnob("unignore"),
  ),
  row("ignores", "", "lists what was said no to", "read", "a proposal", "ignores", nothing("ignores")),
  row(
    "snooze",
    "duration",
    "closes the proposal, which comes back after that time",
    "write",
    "an open proposal",
    "snooze 14d",
    argumentsOfSnooze,
  ),
  row(
    "pin",
    "knob=value",
    "opens a pull request on the configuration that keeps the setting at a value",
    "write",
    "a proposal",
    "pin requests.memory=512Mi",
    argumentsOfPin,
  ),
  row(
    "limit",
    "knob<=value",
    "opens a pull request on the configuration that bounds the setting; also `knob>=value`",
    "write",
    "a proposal",
    "limit requests.cpu<=2",
    argumentsOfLimit,
  ),
  row(
    "verify",
    "",
    "looks at the service again after the merge",
    "write",
    "a merged proposal",
    "verify",
    nothing("verify"),
  ),
  row(
    "rollback",
    "[knob]",
    "opens a pull request that brings the old values back",
    "write",
    "a merged proposal",
    "rollback",
    maybeKnob("rollback"),
  ),
  row("pause", "", "stops OptPass in this repository", "maintain", "anywhere", "pause", nothing("pause")),
  row("resume", "", "lets it go on", "maintain", "anywhere", "resume", nothing("resume")),
] as const satisfies readonly CommandRow[];

export function rowOf(verb: Verb): CommandRow {
  const found = commandTable.find((each) => each.verb === verb);
  if (found === undefined) throw new Error(`no row of the command table for ${verb}`);
  return found;
}

function row<V extends Verb>(
  verb: V,
  usage: string,
  does: string,
  role: Role,
  where: Place,
  example: string,
  read: CommandRow["read"],
): CommandRow & { readonly verb: V } {
  return { verb, usage, does, role, where, example, read };
}
