import type { Command } from "../core/commands/index.ts";
import {
  code,
  type Duration,
  formatInstant,
  type Instant,
  instant,
  type Knob,
  plain,
} from "../core/model/index.ts";
import { putSilences, readSilences, type Silence, withSilence } from "../core/record/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { done, type Outcome, ordered } from "./order.ts";
import type { Said, Talk } from "./talk.ts";

type Ignore = Extract<Command, { readonly verb: "ignore" }>;

/**
 * Says no until a date. To a whole proposal by closing it; to one setting by a word in its body, so that the next pass
 * leaves that setting out. Either is kept in the body of the pull request alone, signed.
 */
export async function ignore(talk: Talk, { knob, lasts }: Ignore, said: Said): Promise<Outcome> {
  const until = lasts === null ? null : endOf(said.at, lasts ?? talk.policy.rejections.lasts);
  await silence(talk, said.issue.number, { knob, until, by: said.by }, knob === null);
  const what =
    knob === null ? "proposals like this one" : `proposals like this one for ${describeKnob(knob)}`;
  const text = `OptPass makes no ${what} ${describeEnd(until)}, unless the service comes to harm. Two ways out: \`unignore\`, or the box on the dashboard.`;
  const isPart = knob !== null && said.issue.state === "open";
  return isPart ? ordered({ kind: "rerun", branch: branchOf(said.issue) }, text) : done(text);
}

export async function snooze(talk: Talk, lasts: Duration, said: Said): Promise<Outcome> {
  const until = endOf(said.at, lasts);
  await silence(talk, said.issue.number, { knob: null, until, by: said.by }, true);
  return done(`It comes back after ${formatInstant(until)} if it is still worth it.`);
}

/** Takes a no back; what a closed pull request would say by itself, too. */
export async function lift(talk: Talk, knob: Knob | null, said: Said): Promise<Outcome> {
  await silence(talk, said.issue.number, { knob, until: said.at, by: said.by }, false);
  return ordered({ kind: "rerun", branch: branchOf(said.issue) });
}

export function listIgnored({ sign, now, policy }: Talk, issue: Issue): string {
  const silences = readSilences(issue.body, issue.number, sign);
  const lasting = silences.filter(({ until }) => until === null || until > now);
  if (lasting.length > 0) return lasting.map(describeSilence).join("\n");
  const isRejected =
    issue.state === "closed" && issue.pullRequest?.isMerged === false && silences.length === 0;
  return isRejected
    ? `It was closed, so proposals like it wait for ${Math.round(policy.rejections.lasts / 86_400_000)} days from then on.`
    : "Nothing was said no to here. The dashboard lists what is ignored elsewhere.";
}

/** One word more in the body, as it is at this moment: somebody may have ticked a box in it. */
async function silence(
  { conversation, sign }: Talk,
  number: number,
  added: Silence,
  close: boolean,
): Promise<void> {
  const issue = await conversation.issue(number);
  if (issue === null) throw new PortError("github", "not-found", `there is no pull request #${number}`);
  const silences = withSilence(readSilences(issue.body, number, sign), added);
  const body = putSilences(issue.body, number, silences, sign);
  const isClosing = close && issue.state === "open";
  if (body === issue.body && !isClosing) return;
  await conversation.editIssue(number, { body, ...(isClosing ? { state: "closed" } : {}) });
}

function describeSilence({ knob, until, by }: Silence): string {
  const what = knob === null ? "Everything in it" : describeKnob(knob);
  return `- ${what}, ${describeEnd(until)}, said by ${plain(by)}`;
}

export function describeKnob({ container, setting }: Knob): string {
  return code(container === null ? setting : `${container}:${setting}`);
}

export function describeEnd(until: Instant | null): string {
  return until === null ? "from now on" : `until ${formatInstant(until)}`;
}

function endOf(at: Instant, lasts: Duration): Instant {
  return instant(at + lasts);
}

function branchOf(issue: Issue): string | null {
  return issue.pullRequest?.headBranch ?? null;
}
