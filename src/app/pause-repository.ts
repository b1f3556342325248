import { dashboardBody, findDashboard } from "../core/dashboard/index.ts";
import { formatInstant } from "../core/model/index.ts";
import { type Pause, putPause, readPause } from "../core/record/index.ts";
import type { Conversation, Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { done, type Outcome, refused } from "./order.ts";
import type { Said } from "./said.ts";
import type { Talk } from "./talk.ts";

/**
 * Who stopped OptPass here; `null` while it runs. A pass asks first of all. Without the permission to read issues there is
 * no dashboard, and so nothing that anybody could have paused.
 */
export async function readPaused({
  conversation,
  seal,
}: Pick<Talk, "conversation" | "seal">): Promise<Pause | null> {
  const dashboard = await readDashboard(conversation);
  return dashboard === null ? null : readPause(dashboard.body, seal);
}

/** `null` where there is none, or where we may not see it. */
export async function readDashboard(conversation: Conversation): Promise<Issue | null> {
  try {
    return findDashboard(await conversation.ownIssues()).dashboard;
  } catch (error) {
    if (error instanceof PortError && error.code === "unauthorized") return null;
    throw error;
  }
}

/** Stops OptPass in the repository, by a signed mark in the dashboard; one is opened where there is none. */
export async function pause(talk: Talk, { by, at }: Said): Promise<Outcome> {
  const { conversation, seal, policy, dashboardTemplate } = talk;
  const word: Pause = { by, since: formatInstant(at) };
  const { dashboard } = findDashboard(await conversation.ownIssues());
  if (dashboard !== null) {
    // Somebody paused it before, or this is a second look at the same comment.
    if (readPause(dashboard.body, seal) !== null) return done("It is paused already.");
    const body = putPause(dashboard.body, word, seal);
    await conversation.editIssue(dashboard.number, { body, state: "open" });
    return done(pausedText);
  }
  if (policy.dashboard === null) {
    return refused(
      "A pause is kept in the dashboard, which is switched off here. `mode: observe` in the configuration does the same.",
    );
  }
  const view = { paused: word, problems: [], sources: [], items: [], inBalance: [], managed: [] };
  const body = putPause(dashboardBody(view, dashboardTemplate), word, seal);
  await conversation.openIssue({ title: policy.dashboard.title, body });
  return done(pausedText);
}

export async function resume({ conversation, seal }: Talk): Promise<Outcome> {
  const { dashboard } = findDashboard(await conversation.ownIssues());
  if (dashboard === null || readPause(dashboard.body, seal) === null) return done("It is not paused.");
  await conversation.editIssue(dashboard.number, { body: putPause(dashboard.body, null, seal) });
  return done("OptPass goes on with the next pass.");
}

const pausedText =
  "Paused: nothing is opened, updated or closed here until somebody comments `/optpass resume`.";
