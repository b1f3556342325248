import {
  type DashboardView,
  dashboardBody,
  findDashboard,
  needsAttention,
  saysTheSame,
} from "../core/dashboard/index.ts";
import { type Checkbox, carryTicks } from "../core/model/index.ts";
import { carryPause, readPause } from "../core/record/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import type { Talk } from "./talk.ts";

export type ShownDashboard =
  | { readonly kind: "off" }
  /** The dashboard is one feature: without the permission the rest goes on. */
  | { readonly kind: "not-allowed"; readonly message: string }
  | { readonly kind: "opened" | "updated" | "unchanged" | "left-closed"; readonly number: number };

/**
 * Brings the dashboard in line with what a pass found. It is written only where it says something else; ticks that are
 * not `handled`, and the pause, are carried into the new text. Duplicates are closed, and one that a person closed comes
 * back when there is something to see.
 */
export async function showDashboard(
  talk: Talk,
  found: Omit<DashboardView, "paused">,
  handled: readonly Checkbox[] = [],
): Promise<ShownDashboard> {
  if (talk.policy.dashboard === null) return { kind: "off" };
  try {
    return await bringInLine(talk, talk.policy.dashboard.title, found, handled);
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== "unauthorized") throw error;
    return { kind: "not-allowed", message: error.message };
  }
}

async function bringInLine(
  talk: Talk,
  title: string,
  found: Omit<DashboardView, "paused">,
  handled: readonly Checkbox[],
): Promise<ShownDashboard> {
  const { conversation, dashboardTemplate: template } = talk;
  const { dashboard, duplicates } = findDashboard(await conversation.ownIssues());
  for (const { number } of duplicates) await conversation.editIssue(number, { state: "closed" });
  if (dashboard === null) {
    const body = dashboardBody({ ...found, paused: null }, template);
    const { number } = await conversation.openIssue({ title, body });
    await pinOnce(conversation, number);
    return { kind: "opened", number };
  }
  const { number } = dashboard;
  const listed = bring(dashboard);
  if (listed.kind !== "updated") return { kind: listed.kind, number };
  // The list may be older than a tick that was made a moment ago, which must not be written over.
  const now = bring((await conversation.issue(number)) ?? dashboard);
  if (now.kind === "updated") await conversation.editIssue(number, now.change);
  return { kind: now.kind, number };

  function bring(current: Issue): Brought {
    const view: DashboardView = { ...found, paused: readPause(current.body, talk.seal) };
    const isBack = current.state === "closed" && needsAttention(view);
    if (current.state === "closed" && !isBack) return { kind: "left-closed" };
    const written = carryPause(dashboardBody(view, template), current.body);
    const body = carryTicks(written, current.body, handled);
    const change = changeOf(current, title, body, isBack);
    return change === null ? { kind: "unchanged" } : { kind: "updated", change };
  }
}

/** Only when it is new: a person who unpins it does not want it there. Three may be pinned, and then it is in the list. */
async function pinOnce(conversation: Talk["conversation"], number: number): Promise<void> {
  try {
    await conversation.pinIssue(number);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
  }
}

type Brought =
  | { readonly kind: "unchanged" | "left-closed" }
  | { readonly kind: "updated"; readonly change: NonNullable<ReturnType<typeof changeOf>> };

/** `null` where nothing differs. A handled tick is gone in the new text, though the words are the same. */
function changeOf(
  current: Issue,
  title: string,
  body: string,
  isBack: boolean,
): { readonly title?: string; readonly body?: string; readonly state?: "open" } | null {
  const isSame = saysTheSame(current.body, body) && carryTicks(body, current.body) === body;
  const change = {
    ...(current.title === title ? {} : { title }),
    ...(isSame ? {} : { body }),
    ...(isBack ? { state: "open" as const } : {}),
  };
  return Object.keys(change).length === 0 ? null : change;
}
