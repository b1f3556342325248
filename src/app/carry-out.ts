import { type Command, commandsTable, type Place, rowOf } from "../core/commands/index.ts";
import { isAtLeast } from "../core/model/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { boundSetting } from "./bound-setting.ts";
import { changeHold } from "./change-hold.ts";
import { ignore, lift, listIgnored, snooze } from "./ignore-proposal.ts";
import { done, type Outcome, ordered, refused } from "./order.ts";
import { pause, resume } from "./pause-repository.ts";
import type { Said } from "./said.ts";
import { describeStatus } from "./show-status.ts";
import { isProposal, type Talk } from "./talk.ts";

/**
 * Does what one command says, or orders it from a pass. What the person may do is asked now and not when the command came
 * in. Throws a PortError only where trying again later may help.
 */
export async function carryOut(talk: Talk, command: Command, said: Said): Promise<Outcome> {
  const row = rowOf(command.verb);
  const role = await talk.conversation.roleOf(said.by);
  if (!isAtLeast(role, row.role)) {
    // A reply to everybody who may only read would let strangers make us write.
    return refused(
      isAtLeast(role, "triage") ? `This needs the role **${row.role}**; yours is ${role}.` : null,
    );
  }
  const misplaced = await whyMisplaced(talk, row.where, said.issue);
  if (misplaced !== null) return refused(misplaced);
  try {
    const outcome = await perform(talk, command, said);
    await talk.recorder.ordered(command, said, outcome);
    return outcome;
  } catch (error) {
    if (error instanceof PortError && !error.retryable) return refused(`It did not work: ${error.message}.`);
    throw error;
  }
}

async function whyMisplaced({ conversation }: Talk, where: Place, issue: Issue): Promise<string | null> {
  if (where === "anywhere") return null;
  if (!isProposal(issue, await conversation.self()))
    return "This works on pull requests that OptPass opened.";
  if (where === "an open proposal" && issue.state !== "open")
    return "This works while the pull request is open.";
  if (where === "a merged proposal" && !issue.pullRequest.isMerged) return "This works after the merge.";
  return null;
}

async function perform(talk: Talk, command: Command, said: Said): Promise<Outcome> {
  const branch = said.issue.pullRequest?.headBranch ?? "";
  switch (command.verb) {
    case "help":
      return done(commandsTable());
    case "status":
      return done(await describeStatus(talk, said.issue));
    case "hold":
    case "unhold":
      return changeHold(talk, said.issue, command.verb);
    case "ignore":
      return ignore(talk, command, said);
    case "unignore":
      return lift(talk, command.knob, said);
    case "ignores":
      return done(listIgnored(talk, said.issue));
    case "snooze":
      return snooze(talk, command.lasts, said);
    case "pause":
      return pause(talk, said);
    case "resume":
      return resume(talk);
    case "pin":
    case "limit":
      return boundSetting(talk, command, said);
    case "explain":
      return ordered({ kind: "explain", branch, knob: command.knob });
    case "rerun": {
      const isOurs = isProposal(said.issue, await talk.conversation.self());
      return ordered({ kind: "rerun", branch: isOurs ? branch : null });
    }
    case "rebase":
    case "recreate":
      return ordered({ kind: command.verb, branch });
    case "verify":
      return ordered({ kind: "verify", branch, pullRequest: said.issue.number });
    case "rollback":
      return ordered({
        kind: "rollback",
        ...{ branch, pullRequest: said.issue.number, knob: command.knob, askedBy: said.by },
      });
  }
}
