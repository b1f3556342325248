import type { Command } from "../core/commands/index.ts";
import {
  code,
  type Duration,
  formatDuration,
  formatInstant,
  type Instant,
  instant,
  type Knob,
  plain,
  resourceOf,
  type Silence,
} from "../core/model/index.ts";
import { putSilences, readMetadata, readSilences, withSilence } from "../core/record/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { done, type Outcome, ordered, refused } from "./order.ts";
import type { Said } from "./said.ts";
import type { Talk } from "./talk.ts";

type Ignore = Extract<Command, { readonly verb: "ignore" }>;

const label = "optpass:ignore";

/** Closed, and yet nothing is silenced: a no that was over as soon as it was said. */
const lifted = `${label}-1s`;

/**
 * Says no for a time. To a whole proposal by closing it, with a label where the time is not the policy's: people see it,
 * and may change it. To one setting by a word in the body, signed, so that the next pass leaves that setting out.
 */
export async function ignore(talk: Talk, { knob, lasts }: Ignore, said: Said): Promise<Outcome> {
  if (knob !== null) return ignoreSetting(talk, knob, lasts, said);
  await labelOnly(talk, said.issue, lasts === undefined ? null : labelFor(lasts));
  await close(talk, said.issue);
  const time = lasts === undefined ? talk.policy.rejections.lasts : lasts;
  return done(`${describeNo(time)} Two ways out: \`/optpass unignore\`, or the box on the dashboard.`);
}

export async function snooze(talk: Talk, lasts: Duration, { issue }: Said): Promise<Outcome> {
  await labelOnly(talk, issue, labelFor(lasts));
  await close(talk, issue);
  return done(`It comes back ${formatDuration(lasts)} after it was closed, if it is still worth it.`);
}

/** Takes a no back; what a closed pull request says by itself, too. */
export async function lift(talk: Talk, knob: Knob | null, said: Said): Promise<Outcome> {
  const { issue, by, at } = said;
  if (knob !== null) await silence(talk, issue.number, (old) => withSilence(old, { knob, until: at, by }));
  else await liftAll(talk, issue);
  return ordered({ kind: "rerun", branch: branchOf(issue) });
}

/** The same for everything that was said no to there. */
export async function liftAll(talk: Talk, issue: Issue): Promise<void> {
  await silence(talk, issue.number, () => []);
  const isRejected = issue.state === "closed" && issue.pullRequest?.isMerged === false;
  await labelOnly(talk, issue, isRejected ? lifted : null);
}

export function listIgnored(talk: Talk, issue: Issue): string {
  const settings = readSilences(issue.body, issue.number, talk.seal)
    .filter(({ until }) => until === null || until > talk.now)
    .map(({ knob, until, by }) => `- ${describeKnob(knob)}, ${describeEnd(until)}, said by ${plain(by)}`);
  const isClosed = issue.state === "closed" && issue.pullRequest?.isMerged === false;
  const whole = isClosed ? [describeClosed(talk, issue)] : [];
  const all = [...whole, ...(settings.length === 0 ? [] : [settings.join("\n")])];
  return all.length > 0
    ? all.join("\n\n")
    : "Nothing was said no to here. The dashboard lists what is ignored elsewhere.";
}

/** What a closed proposal says about others like it. */
export function describeClosed({ policy }: Talk, { labels }: Issue): string {
  if (labels.includes(lifted)) return "It was closed, and may be proposed again.";
  if (labels.includes(label)) return describeNo(null);
  const said = labels.find((each) => each.startsWith(`${label}-`))?.slice(label.length + 1);
  const time = said === undefined ? formatDuration(policy.rejections.lasts) : plain(said);
  return noFor(time);
}

async function ignoreSetting(
  talk: Talk,
  knob: Knob,
  lasts: Ignore["lasts"],
  { issue, by, at }: Said,
): Promise<Outcome> {
  const record = readMetadata(issue.body, talk.seal);
  const isShort = record?.settings.some(
    (one) =>
      one.class === "safety" &&
      resourceOf(one.setting) === resourceOf(knob.setting) &&
      (knob.container === null || knob.container === one.container),
  );
  if (isShort === true) {
    return refused(
      `${describeKnob(knob)} is proposed because the service is short of it. What protects a service is not left out for one setting: \`/optpass ignore\` or closing the pull request says no to all of it.`,
    );
  }
  const until = lasts === null ? null : instant(at + (lasts ?? talk.policy.rejections.lasts));
  await silence(talk, issue.number, (old) => withSilence(old, { knob, until, by }));
  const text = `OptPass leaves ${describeKnob(knob)} alone ${describeEnd(until)}, unless the service comes to harm.`;
  return issue.state === "open" ? ordered({ kind: "rerun", branch: branchOf(issue) }, text) : done(text);
}

/** Changes the words in the body, as it is at this moment: somebody may have ticked a box in it. */
async function silence(
  { conversation, seal }: Talk,
  number: number,
  change: (silences: readonly Silence[]) => readonly Silence[],
): Promise<void> {
  const issue = await conversation.issue(number);
  if (issue === null) throw new PortError("github", "not-found", `there is no pull request #${number}`);
  const old = readSilences(issue.body, number, seal);
  const now = change(old);
  if (old.length === 0 && now.length === 0) return;
  const body = putSilences(issue.body, number, now, seal);
  if (body !== issue.body) await conversation.editIssue(number, { body });
}

/** The label before the closing: a pass in between must not see one without the other. */
async function labelOnly({ conversation }: Talk, issue: Issue, wanted: string | null): Promise<void> {
  const old = issue.labels.filter((name) => name === label || name.startsWith(`${label}-`));
  const add = wanted === null || old.includes(wanted) ? [] : [wanted];
  const remove = old.filter((name) => name !== wanted);
  if (add.length + remove.length > 0) await conversation.label(issue.number, { add, remove });
}

async function close({ conversation }: Talk, issue: Issue): Promise<void> {
  if (issue.state === "open") await conversation.editIssue(issue.number, { state: "closed" });
}

function labelFor(lasts: Duration | null): string {
  return lasts === null ? label : `${label}-${formatDuration(lasts)}`;
}

function describeNo(lasts: Duration | null): string {
  return lasts === null
    ? "OptPass makes no proposals like it any more, unless the service comes to harm."
    : noFor(formatDuration(lasts));
}

function noFor(time: string): string {
  return `OptPass makes no proposals like it for ${time} after it was closed, unless the service comes to harm.`;
}

function describeKnob({ container, setting }: Knob): string {
  return code(container === null ? setting : `${container}:${setting}`);
}

function describeEnd(until: Instant | null): string {
  return until === null ? "from now on" : `until ${formatInstant(until)}`;
}

function branchOf(issue: Issue): string | null {
  return issue.pullRequest?.headBranch ?? null;
}
