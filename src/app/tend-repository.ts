import type { Configuration } from "../core/config/index.ts";
import type { Asked, Checkbox } from "../core/model/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { Conversation } from "../ports/conversation.ts";
import { dashboardView } from "./dashboard-view.ts";
import { type Onboarded, onboard } from "./onboard.ts";
import type { Order } from "./order.ts";
import { ownIssuesOnce } from "./own-issues-once.ts";
import { readPaused } from "./pause-repository.ts";
import { previewOf } from "./preview.ts";
import {
  analyzeBase,
  type Base,
  type Baseless,
  type PassParts,
  passOver,
  type RanPass,
  readBase,
} from "./run-pass.ts";
import { type CheckedProposal, showChecks } from "./show-checks.ts";
import { closeProblems, showProblems } from "./show-config-problems.ts";
import { showDashboard } from "./show-dashboard.ts";
import type { Talk } from "./talk.ts";

export interface TendParts extends Omit<PassParts, "asked"> {
  readonly conversation: Conversation;
  readonly checks: CheckRuns;
  readonly talk: (configuration: Configuration) => Talk;
  readonly templates: { readonly onboarding: string; readonly check: CheckedProposal["templates"] };
  /** The configuration to propose where there is none; `null`: the defaults hold without one. */
  readonly startingConfig: { readonly path: string; readonly text: string } | null;
  /** Somebody stopped everything. */
  readonly stopped: { readonly reason: string } | null;
}

export type Tended =
  | Baseless
  | RanPass
  | { readonly kind: "misconfigured"; readonly problems: number }
  | { readonly kind: "stopped"; readonly because: string }
  | { readonly kind: "onboarding"; readonly onboarded: Onboarded };

/** What people want from this pass beyond what it does by itself. */
export interface Wishes {
  readonly orders: readonly Order[];
  /** Boxes whose orders these are, to be unticked. */
  readonly handled: readonly Checkbox[];
}

export const noWishes: Wishes = { orders: [], handled: [] };

/**
 * Everything that OptPass does in a repository, from what is there: tells what is wrong with the configuration, proposes
 * one where there is none, passes over it, and shows what it did in checks and on the dashboard. Doing it again over the
 * same world writes nothing. Throws a PortError where the world fails.
 */
export async function tendRepository(given: TendParts, wishes: Wishes = noWishes): Promise<Tended> {
  const parts = { ...given, conversation: ownIssuesOnce(given.conversation) };
  if (parts.stopped !== null) return { kind: "stopped", because: parts.stopped.reason };
  const base = await readBase(parts.host);
  if ("kind" in base) return base;
  const read = await parts.readConfiguration(base.files, base.facts);
  if (!read.ok) {
    await showProblems(parts.conversation, read.error);
    return { kind: "misconfigured", problems: read.error.length };
  }
  const configuration = read.value;
  const talk = { ...parts.talk(configuration), conversation: parts.conversation };
  if (configuration.policy.mode === "observe") return runSilently(parts, base, configuration);
  await closeProblems(parts.conversation);
  if (!configuration.isConfigured && parts.startingConfig !== null) {
    return { kind: "onboarding", onboarded: await propose(parts, parts.startingConfig, base, configuration) };
  }
  const paused = await readPaused(talk);
  await parts.recorder.sawPause(paused);
  if (paused !== null) return { kind: "stopped", because: `paused by ${paused.by}` };
  const ran = await passOver({ ...parts, asked: askedOf(wishes.orders) }, base, configuration);
  if (!parts.dryRun) {
    await showChecks(parts.checks, ran.outcomes, parts.templates.check);
    await showDashboard(talk, dashboardView(ran, parts.now), wishes.handled);
  }
  return ran;
}

function runSilently(parts: TendParts, base: Base, configuration: Configuration): Promise<RanPass> {
  return passOver({ ...parts, dryRun: true, asked: new Map() }, base, configuration);
}

function propose(
  parts: TendParts,
  config: NonNullable<TendParts["startingConfig"]>,
  base: Base,
  { policy }: Configuration,
): Promise<Onboarded> {
  return onboard(parts.host, {
    base: base.tip,
    isConfigured: false,
    config,
    template: parts.templates.onboarding,
    now: parts.now,
    async preview(branch) {
      const read =
        branch === null
          ? null
          : await parts.readConfiguration(await parts.host.files(branch.commit), base.facts);
      const problems = read === null || read.ok ? [] : read.error.map(({ message }) => message);
      const wanted = read?.ok === true ? read.value.policy : policy;
      const analysis = await analyzeBase({ ...parts, asked: new Map() }, base, wanted);
      return previewOf(analysis, { file: config.path, policy: wanted, problems });
    },
  });
}

/** What a pass has to do for orders, by branch. */
function askedOf(orders: readonly Order[]): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const order of orders) {
    if (order.branch === null) continue;
    if (order.kind === "rebase" || order.kind === "recreate") asked.set(order.branch, order.kind);
    else if (order.kind === "rerun" || order.kind === "open") asked.set(order.branch, "rerun");
  }
  return asked;
}
