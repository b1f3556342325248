import { findDashboard } from "../core/dashboard/index.ts";
import { type Checkbox, isAtLeast, readCheckboxes, untick } from "../core/model/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Actor, Issue } from "../ports/conversation.ts";
import { liftAll } from "./ignore-proposal.ts";
import type { Order } from "./order.ts";
import { readDashboard } from "./pause-repository.ts";
import { isProposal, type Talk } from "./talk.ts";

/** Somebody edited the body of an issue or pull request of ours. */
export interface Edit {
  readonly number: number;
  readonly by: Actor;
  /**
   * The body before and after, as GitHub told with the event: a tick that our own write overlooked a moment later is
   * in there. `null` where there was no event.
   */
  readonly change: { readonly before: string; readonly after: string } | null;
}

export interface Ticks {
  readonly orders: readonly Order[];
  /** To untick by `clearTicks`, once the orders are carried out. */
  readonly handled: readonly Checkbox[];
}

/** What the ticks in a body order. Only persons who may write order something, and only in texts of ours. */
export async function handleTicks(
  talk: Talk,
  host: Pick<CodeHost, "pullRequests">,
  edit: Edit,
): Promise<Ticks> {
  const { conversation } = talk;
  const nothing: Ticks = { orders: [], handled: [] };
  const [self, issue] = await Promise.all([conversation.self(), conversation.issue(edit.number)]);
  if (issue === null || edit.by.isBot || edit.by.login === self.login) return nothing;
  const offered = boxesOf(issue, self);
  const handled = ticked(offered, issue.body, edit.change);
  if (handled.length === 0) return nothing;
  if (!isAtLeast(await conversation.roleOf(edit.by.login), "write")) return nothing;
  return orderedBy(talk, host, handled, offered);
}

/**
 * What the dashboard's ticks order that nobody carried out: their event was lost, or there is no server that would hear
 * it. Nobody says who ticked; but only who may write can edit a body of ours. None where issues may not be read.
 */
export async function standingTicks(talk: Talk, host: Pick<CodeHost, "pullRequests">): Promise<Ticks> {
  const dashboard = talk.policy.dashboard === null ? null : await readDashboard(talk.conversation);
  // In one that is closed, nothing is written that would untick them.
  if (dashboard?.state !== "open") return { orders: [], handled: [] };
  const offered = readCheckboxes(dashboard.body);
  return orderedBy(talk, host, ticked(offered, dashboard.body, null), offered);
}

/** Unticks what was carried out, in the body as it is at this moment: other ticks stay. */
export async function clearTicks(
  { conversation }: Talk,
  number: number,
  handled: readonly Checkbox[],
): Promise<void> {
  const issue = await conversation.issue(number);
  if (issue === null) return;
  const body = untick(issue.body, handled);
  if (body !== issue.body) await conversation.editIssue(number, { body });
}

async function orderedBy(
  talk: Talk,
  host: Pick<CodeHost, "pullRequests">,
  handled: readonly Checkbox[],
  offered: readonly Checkbox[],
): Promise<Ticks> {
  const orders: Order[] = [];
  for (const { verb, subject } of expanded(handled, offered)) {
    orders.push(...(await ordersFor(talk, host, verb, subject)));
  }
  return { orders, handled };
}

/** A proposal orders of itself only: a box that was copied from another pull request is none. */
function boxesOf(issue: Issue, self: Actor): readonly Checkbox[] {
  const boxes = readCheckboxes(issue.body);
  if (isProposal(issue, self)) {
    const branch = issue.pullRequest.headBranch;
    return boxes.filter(({ subject }) => subject === branch);
  }
  const isDashboard =
    issue.pullRequest === null &&
    issue.author.login === self.login &&
    findDashboard([issue]).dashboard !== null;
  return isDashboard ? boxes : [];
}

function ticked(offered: readonly Checkbox[], body: string, change: Edit["change"]): readonly Checkbox[] {
  const keys = new Set(tickedKeys(body));
  if (change !== null) {
    const before = new Set(tickedKeys(change.before));
    for (const key of tickedKeys(change.after)) if (!before.has(key)) keys.add(key);
  }
  return offered.filter((box) => keys.has(keyOf(box)));
}

/** One box for all of its verb stands for each of them. */
function expanded(handled: readonly Checkbox[], offered: readonly Checkbox[]): readonly Checkbox[] {
  const all = new Set(handled.filter(({ subject }) => subject === "all").map(({ verb }) => verb));
  const meant = offered.filter(
    (box) => box.subject !== "all" && (all.has(box.verb) || handled.some((one) => keyOf(one) === keyOf(box))),
  );
  return [...new Map(meant.map((box) => [keyOf(box), box])).values()];
}

async function ordersFor(
  talk: Talk,
  host: Pick<CodeHost, "pullRequests">,
  verb: string,
  branch: string,
): Promise<readonly Order[]> {
  switch (verb) {
    case "unschedule":
    case "unlimit":
      return [{ kind: "open", branch }];
    case "retry":
    case "rerun":
      return [{ kind: "rerun", branch }];
    case "rebase":
    case "recreate":
      return [{ kind: verb, branch }];
    case "unignore": {
      const closed = (await host.pullRequests(branch)).filter(({ state }) => state === "closed");
      for (const { number } of closed) {
        const issue = await talk.conversation.issue(number);
        if (issue !== null) await liftAll(talk, issue);
      }
      return [{ kind: "rerun", branch }];
    }
    default:
      return [];
  }
}

function tickedKeys(text: string): readonly string[] {
  return readCheckboxes(text)
    .filter(({ isTicked }) => isTicked)
    .map(keyOf);
}

function keyOf({ verb, subject }: Pick<Checkbox, "verb" | "subject">): string {
  return `${verb}=${subject}`;
}
