import {
  type Action,
  type Asked,
  type ChangeRecord,
  type ChangeState,
  formatInstant,
  resourceOf,
} from "../core/model/index.ts";
import { askedIn, branchName, carryTicks, changeTitle } from "../core/propose/index.ts";
import { admit, citation, type Declined, decide, declined, failureDomain } from "../core/reconcile/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import type { AnalyzedChange, ProvedEdit } from "./analysis.ts";
import { type Looks, observeChange, type Sight } from "./observe-change.ts";
import {
  acknowledgeRejection,
  keepLabels,
  type Performed,
  performPush,
  performRefresh,
} from "./perform-action.ts";
import { evidenceUntil, type Proposal, proposalOf } from "./proposal.ts";
import { left, outcomeOf, type Pass, type ProposeOutcome, type Room } from "./propose-outcome.ts";
import { withdraw } from "./withdraw-change.ts";
import { withoutDeclined } from "./without-declined.ts";

type Outcome = Omit<ProposeOutcome, "id" | "branch" | "title">;

/**
 * Brings the pull request of one wanted change in line. What the pass saw at its beginning is enough to find that there is
 * nothing to write; before anything is written, the change is looked at and decided anew.
 */
export async function proposeChange(
  change: AnalyzedChange,
  edit: ProvedEdit,
  room: Room,
  pass: Pass,
): Promise<ProposeOutcome> {
  const { host, glance, prefix, wording } = pass;
  const { id } = change.plan;
  const branch = branchName(id, prefix);
  const title = changeTitle(change.plan, wording);
  return outcomeOf({ id, branch, title }, async () => {
    const first = await decideBy(glance.looks, change, edit, branch, pass);
    const decided = writes(first, room, pass) ? await decideBy(host, change, edit, branch, pass) : first;
    return { ...(await carry(decided, room, pass)), declined: decided.refused };
  });
}

function carry(decided: Decided | Refused, room: Room, pass: Pass): Promise<Outcome> {
  if ("action" in decided) return perform(decided, room, pass);
  return isIgnoredWhileOpen(decided)
    ? withdraw(decided.seen, { reason: "declined", message: whyDeclined(decided.refused) }, pass)
    : leaveDeclined(decided, pass);
}

interface Decided {
  readonly proposal: Proposal;
  readonly seen: Sight;
  readonly asked: Asked | null;
  readonly action: Action;
  /** People said no to some of it, which is left out. */
  readonly refused: readonly Declined[];
}

/** People said no to all of it. */
interface Refused {
  readonly proposal: Proposal;
  readonly seen: Sight;
  readonly refused: readonly Declined[];
}

async function decideBy(
  looks: Looks,
  change: AnalyzedChange,
  edit: ProvedEdit,
  branch: string,
  { options, wording }: Pass,
): Promise<Decided | Refused> {
  const { base, seal, analysis, renderer, policy, now } = options;
  const { id, workload } = change.plan;
  const seen = await observeChange(looks, { id, workload, branch, baseBranch: base.branch, seal });
  const first = proposalOf(change, edit, { branch, wording }, options);
  const refused = declined(first.settings, seen.pullRequests, {
    now,
    rejections: policy.rejections,
    rollbacks: seen.rollbacks,
  });
  const wanted = await withoutDeclined(change, edit, refused, analysis, renderer);
  if (wanted === null) return { proposal: first, seen, refused };
  const proposal = proposalOf(wanted.change, wanted.edit, { branch, wording }, options);
  const asked = options.asked.get(branch) ?? (seen.open === null ? null : askedIn(seen.open.body, branch));
  const desired = {
    settings: proposal.settings,
    evidenceUntil: evidenceUntil(proposal.change.plan.recommendations),
  };
  return { proposal, seen, asked, action: decide(desired, seen, { now, policy, asked }), refused };
}

/** Whether something is about to be written, beside labels and merges, of which each says for itself what it is for. */
function writes(decided: Decided | Refused, room: Room, pass: Pass): boolean {
  const { dryRun, policy } = pass.options;
  if (dryRun || policy.mode !== "pr") return false;
  if (!("action" in decided)) return newsOf(decided) !== null || isIgnoredWhileOpen(decided);
  const { action } = decided;
  return action.kind !== "leave" && waits(action, decided, room, pass) === null;
}

async function perform(decided: Decided, room: Room, pass: Pass): Promise<Outcome> {
  const { proposal, seen, asked, action } = decided;
  const { options } = pass;
  if (action.kind === "close-pull-request") throw new Error("a wanted change is not closed");
  const number = "number" in action ? action.number : null;
  const about = { number, proposal, action };
  if (action.kind !== "leave") {
    const waiting = waits(action, decided, room, pass);
    if (waiting !== null) return { ...about, ...waiting, result: { kind: "waits" } };
    if (options.dryRun) {
      return { ...about, state: stateOf(action), message: "", result: { kind: "would-perform" } };
    }
  }
  const cites = citation(proposal.settings, seen.pullRequests);
  if (action.kind === "leave") {
    const labelled = await tend(action, decided, pass);
    return labelled ? { ...left(action, proposal), result: labelled } : left(action, proposal);
  }
  if (action.kind === "refresh-text") {
    const record = seen.pullRequests.find((one) => one.number === action.number)?.record ?? null;
    const { state, message } = action;
    if (record === null) return { ...about, state, message, result: { kind: "left" } };
    const performed = await performRefresh(pass.host, action, record, proposal, cites);
    const { told, status } = action.text;
    if (told !== undefined && options.say !== null)
      await options.say(action.number, told, status.join("\n\n"));
    const result = performed.wrote
      ? ({ kind: "performed", performed } as const)
      : ({ kind: "left" } as const);
    return { ...about, state, message, result };
  }
  await options.recorder.proposing(proposal.change.plan, proposal.settings);
  const performed = await performPush(pass.host, action, proposal, { cites, asked });
  await keepLabels(pass.host, performed.pullRequest, proposal, {
    isNew: action.kind === "open-pull-request",
  });
  await mergeIfAllowed(performed, proposal, pass);
  const state = stateOf(action);
  const message = `#${performed.pullRequest.number} was ${state}${"why" in action ? `: ${action.why}` : ""}.`;
  return {
    ...about,
    number: performed.pullRequest.number,
    state,
    message,
    result: { kind: "performed", performed },
  };
}

/** Why an action that writes does not happen now; `null`: it does. */
function waits(
  action: Exclude<Action, { kind: "leave" }>,
  { proposal, asked }: Decided,
  { ledger, mayOpen }: Room,
  { options: { policy, now } }: Pass,
): { readonly state: ChangeState; readonly message: string } | null {
  if (policy.mode !== "pr") {
    return { state: "observed", message: `Nothing is written in the mode ${policy.mode}.` };
  }
  const { recommendations } = proposal.change.plan;
  const isSafety = recommendations.some((one) => one.class === "safety");
  const urgency = asked !== null ? "asked" : isSafety ? "safety" : "none";
  const domains = [...new Set(recommendations.map(({ target }) => failureDomain(target)))];
  const waiting = admit({ action, domains, urgency }, ledger, policy, now);
  if (waiting !== null) return waiting;
  const opens = action.kind === "open-pull-request" || action.kind === "reopen-pull-request";
  return opens && !mayOpen ? { state: "rate-limited", message: "The limit of this run is reached." } : null;
}

/**
 * What an open pull request needs that is left as it is: labels that are due, a merge that a rule allows, and a box to be
 * unticked whose order was to look again.
 */
async function tend(
  { state }: Extract<Action, { kind: "leave" }>,
  { proposal, seen }: Decided,
  pass: Pass,
): Promise<ProposeOutcome["result"] | null> {
  const { options, host } = pass;
  if (seen.open === null || state !== "open" || options.dryRun || options.policy.mode !== "pr") return null;
  const labelled = await keepLabels(host, seen.open, proposal, { isNew: false });
  const performed = { pullRequest: seen.open, commit: null, wrote: true };
  const merges =
    seen.review?.isMergedWhenReady === false && (await mergeIfAllowed(performed, proposal, pass));
  const unticked = await untickRerun(host, seen.open);
  return labelled || merges || unticked ? { kind: "performed", performed } : null;
}

async function untickRerun(
  host: CodeHost,
  { number, headBranch, body: seen }: PullRequest,
): Promise<boolean> {
  if (askedIn(seen, headBranch) !== "rerun") return false;
  const { body: current } = await host.pullRequest(number);
  const body = carryTicks(current, current, "rerun");
  if (body === current) return false;
  await host.updatePullRequest(number, { body });
  return true;
}

/** Off unless a rule says so, and never in a freeze or outside of the time for pull requests. */
async function mergeIfAllowed(
  { pullRequest, commit }: Performed,
  proposal: Proposal,
  { host, options }: Pass,
): Promise<boolean> {
  const { policy, now } = options;
  if (!options.mergesItself(proposal.change) || pullRequest.isDraft) return false;
  const move = { kind: "update-pull-request", number: pullRequest.number, moveFrom: "", why: "" } as const;
  const ledger = { open: 0, openedLastHour: 0, inFlight: new Map() };
  if (admit({ action: move, domains: [], urgency: "none" }, ledger, policy, now) !== null) return false;
  await host.mergeWhenReady(pullRequest.number, commit?.commit ?? pullRequest.headCommit);
  return true;
}

const howDeclined: Readonly<Record<Declined["how"], string>> = {
  closed: "proposed about the same and was closed",
  ignored: "is where somebody said to leave this alone",
  reverted: "proposed about the same and was merged and taken back",
  "rolled-back": "was merged and rolled back",
  raised: "was merged, and a person raised the value since: it stays at least there until they lower it",
};

async function leaveDeclined(decided: Refused, { host, options }: Pass): Promise<Outcome> {
  const { refused, proposal } = decided;
  const first = firstOf(refused);
  const message = whyDeclined(refused);
  const action = { kind: "leave", number: first.number, state: "closed-ignored", message } as const;
  const record = newsOf(decided);
  if (record !== null && !options.dryRun && options.policy.mode === "pr") {
    await acknowledgeRejection(host, first.number, record, untilOf(first), options);
  }
  return left(action, proposal);
}

/** The record of a pull request that was closed and whose people were not told yet what that means. */
function newsOf({ refused: [first], seen }: Refused): ChangeRecord | null {
  if (first?.how !== "closed") return null;
  const record = seen.pullRequests.find(({ number }) => number === first.number)?.record ?? null;
  return record?.told === "rejected" ? null : record;
}

/** Setting by setting, a person said no to all of an open one: that is the same as closing it. */
function isIgnoredWhileOpen({ refused, proposal: { settings }, seen }: Refused): boolean {
  const ignored = refused.filter(({ how }) => how === "ignored");
  return (
    seen.open !== null &&
    settings.every(({ workload, container, setting }) =>
      ignored.some(
        (no) => no.workload === workload && no.container === container && no.resource === resourceOf(setting),
      ),
    )
  );
}

function whyDeclined(refused: readonly Declined[]): string {
  const first = firstOf(refused);
  const hasEnd = first.how !== "reverted" && first.how !== "raised";
  return `#${first.number} ${howDeclined[first.how]}${hasEnd ? `; silent ${untilOf(first)}` : ""}.`;
}

function firstOf([first]: readonly Declined[]): Declined {
  if (first === undefined) throw new Error("a change without anything wanted was not declined");
  return first;
}

function untilOf({ until }: Declined): string {
  return until === null ? "for good" : `until ${formatInstant(until)}`;
}

function stateOf(action: Action): ChangeState {
  switch (action.kind) {
    case "open-pull-request":
      return "opened";
    case "reopen-pull-request":
      return "reopened";
    case "update-pull-request":
      return "updated";
    case "close-pull-request":
      return "closed";
    case "refresh-text":
    case "leave":
      return action.state;
  }
}
