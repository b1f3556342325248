import { verbOfButton } from "../core/checks/index.ts";
import type { Command } from "../core/commands/index.ts";
import { carryOut } from "./carry-out.ts";
import type { Outcome } from "./order.ts";
import { isProposal, type Talk } from "./talk.ts";

/** A button of a check that somebody pressed. */
export interface Pressed {
  readonly button: string;
  readonly by: string;
  readonly pullRequest: number;
  /** The commit whose check it was. */
  readonly commit: string;
}

/** Does what the command of the same name does; `null` where there is nothing to do it to. */
export async function handleButton(talk: Talk, pressed: Pressed): Promise<Outcome | null> {
  const verb = verbOfButton(pressed.button);
  const issue = verb === null ? null : await talk.conversation.issue(pressed.pullRequest);
  if (verb === null || issue === null) return null;
  if (!isProposal(issue, await talk.conversation.self())) return null;
  // A check of an earlier commit says nothing about what is proposed now.
  if (issue.pullRequest.headCommit !== pressed.commit) return null;
  const command: Command = verb === "rerun" ? { verb } : { verb, knob: null };
  return carryOut(talk, command, { by: pressed.by, at: talk.now, issue });
}
