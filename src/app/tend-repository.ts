import { type ConfigProblem, type Configuration, configFileNames } from "../core/config/index.ts";
import { type Asked, type Checkbox, type Policy, plain } from "../core/model/index.ts";
import type { Preview } from "../core/onboard/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { CodeHost, Overview } from "../ports/code-host.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { dashboardView } from "./dashboard-view.ts";
import { findUnheard } from "./find-unheard.ts";
import { standingTicks } from "./handle-ticks.ts";
import { lookAt } from "./look.ts";
import { type Onboarded, onboard } from "./onboard.ts";
import { type Order, type Outcome, refused } from "./order.ts";
import { ownIssuesOnce } from "./own-issues-once.ts";
import { readPaused } from "./pause-repository.ts";
import { previewOf } from "./preview.ts";
import { rollBack } from "./roll-back.ts";
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
import { showReconfigured } from "./show-reconfigured.ts";
import type { Talk } from "./talk.ts";

export interface TendParts extends Omit<PassParts, "asked"> {
  readonly conversation: Conversation;
  readonly checks: CheckRuns;
  readonly talk: (configuration: Configuration, conversation: Conversation) => Talk;
  /** Told of comments with commands that nobody answered. */
  readonly hear: (comments: readonly Comment[]) => Promise<void>;
  readonly templates: {
    readonly onboarding: string;
    readonly rollback: string;
    readonly check: CheckedProposal["templates"];
  };
  readonly unconfigured: Unconfigured;
  /** Somebody stopped everything. */
  readonly stopped: { readonly reason: string } | null;
}

/** What becomes of a repository that nobody configured: the file that is proposed, or else without asking. */
export type Unconfigured =
  | { readonly kind: "propose"; readonly path: string; readonly text: string }
  /** `tune`: the defaults hold. `skip`: it is left alone. */
  | { readonly kind: "tune" | "skip" };

/** A pass, and what the credential did not let it show: sentences. Everything else went on. */
export interface TendedPass extends RanPass {
  readonly notAllowed: readonly string[];
  /** What became of the rollbacks that were asked for, by the pull request that is taken back. */
  readonly rollbacks: ReadonlyMap<number, Outcome>;
}

export type Tended =
  | Baseless
  | TendedPass
  | { readonly kind: "misconfigured"; readonly problems: readonly ConfigProblem[] }
  | { readonly kind: "unconfigured" }
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
  if (given.stopped !== null) return { kind: "stopped", because: given.stopped.reason };
  const seen = await lookAt(given.host);
  const parts = { ...given, conversation: ownIssuesOnce(given.conversation, seen.issues) };
  // Whose wishes these are was heard just now, and is answered afterwards.
  if (wishes === noWishes) await hearAgain(parts, seen);
  const base = await readBase(parts.host, seen);
  if ("kind" in base) return base;
  const read = await parts.readConfiguration(base.files, base.facts);
  if (!read.ok) {
    await showProblems(parts.conversation, read.error);
    return { kind: "misconfigured", problems: read.error };
  }
  const configuration = read.value;
  const talk = parts.talk(configuration, parts.conversation);
  if (configuration.policy.mode === "observe") return runSilently(parts, base, configuration);
  await closeProblems(parts.conversation);
  const { unconfigured } = parts;
  if (!configuration.isConfigured && unconfigured.kind === "skip") return { kind: "unconfigured" };
  if (!configuration.isConfigured && unconfigured.kind === "propose") {
    return { kind: "onboarding", onboarded: await propose(parts, unconfigured, base, configuration) };
  }
  const paused = await readPaused(talk);
  await parts.recorder.sawPause(paused);
  if (paused !== null) return { kind: "stopped", because: `paused by ${paused.by}` };
  return passWithWishes(parts, base, configuration, await withStanding(wishes, talk, parts.host));
}

/** Before anything that may fail: who says `pause` does not wait for metrics. */
async function hearAgain({ conversation, hear, now }: TendParts, { facts, talks }: Overview): Promise<void> {
  const unheard = facts.archived ? [] : await findUnheard(conversation, talks, now);
  if (unheard.length > 0) await hear(unheard);
}

async function runSilently(parts: TendParts, base: Base, configuration: Configuration): Promise<TendedPass> {
  const ran = await passOver({ ...parts, dryRun: true, asked: new Map() }, base, configuration);
  return { ...ran, notAllowed: [], rollbacks: new Map() };
}

/** Ticks stay until they are carried out, so that one whose event was lost, or that nobody listened to, is found here. */
async function withStanding(wishes: Wishes, talk: Talk, host: CodeHost): Promise<Wishes> {
  const standing = await standingTicks(talk, host);
  return {
    orders: [...standing.orders, ...wishes.orders],
    handled: [...standing.handled, ...wishes.handled],
  };
}

async function passWithWishes(
  parts: TendParts,
  base: Base,
  configuration: Configuration,
  { orders, handled }: Wishes,
): Promise<TendedPass> {
  // Before anything that asks for metrics: a service that is to be rolled back does not wait for them.
  const rollbacks = await rollBackAll(parts, base, configuration.policy, orders);
  const seen = rollbacks.size === 0 ? base.seen : await lookAt(parts.host);
  const ran = await passOver({ ...parts, asked: askedOf(orders) }, { ...base, seen }, configuration);
  if (parts.dryRun) return { ...ran, notAllowed: [], rollbacks };
  const mends = configuration.policy.mode === "pr" ? base.seen : null;
  const checks = await showChecks(parts.checks, ran.outcomes, { templates: parts.templates.check, mends });
  const talk = parts.talk(configuration, parts.conversation);
  const dashboard = await showDashboard(talk, dashboardView(ran, parts.now), handled);
  await showReconfigured(parts.conversation, ran.open, {
    branch: base.tip.branch,
    template: parts.templates.onboarding,
    now: parts.now,
    preview: (commit) => previewAt(parts, base, configuration.policy, { commit, isConfigured: true }),
  });
  const shown = [checks, dashboard];
  return {
    ...ran,
    notAllowed: shown.flatMap((one) => (one.kind === "not-allowed" ? one.message : [])),
    rollbacks,
  };
}

async function rollBackAll(
  { host, renderer, seal, templates, now, dryRun }: TendParts,
  { tip: base, files, seen: { subjects } }: Base,
  { mode, rejections }: Policy,
  orders: readonly Order[],
): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const order of orders) {
    if (order.kind !== "rollback" || dryRun) continue;
    const about = { template: templates.rollback, cools: rejections.lasts, now };
    const parts = { host, base, files, subjects, renderer, seal, ...about };
    const outcome =
      mode === "pr" ? await rollBackOrSay(parts, order) : refused(`Nothing is written in the mode ${mode}.`);
    outcomes.set(order.pullRequest, outcome);
  }
  return outcomes;
}

/** What trying again does not help is told; the rest of the pass goes on. */
async function rollBackOrSay(...given: Parameters<typeof rollBack>): Promise<Outcome> {
  try {
    return await rollBack(...given);
  } catch (error) {
    if (error instanceof PortError && !error.retryable)
      return refused(`It did not work: ${plain(error.message)}.`);
    throw error;
  }
}

function propose(
  parts: TendParts,
  config: Extract<Unconfigured, { kind: "propose" }>,
  base: Base,
  { policy }: Configuration,
): Promise<Onboarded> {
  return onboard(parts.host, {
    base: base.tip,
    isConfigured: false,
    config,
    template: parts.templates.onboarding,
    now: parts.now,
    preview: (branch) =>
      previewAt(parts, base, policy, { commit: branch?.commit ?? null, isConfigured: false }),
  });
}

/** What a pass would do with the configuration of a commit (`null`: the defaults), over the default branch as it is. */
async function previewAt(
  parts: TendParts,
  base: Base,
  policy: Policy,
  { commit, isConfigured }: { readonly commit: string | null; readonly isConfigured: boolean },
): Promise<Preview> {
  const { host } = parts;
  const files = commit === null ? null : await host.filesAt(commit, configFileNames);
  const read = files === null ? null : await parts.readConfiguration(files, base.facts);
  const problems = read === null || read.ok ? [] : read.error.map(({ message }) => message);
  const wanted = read?.ok === true ? read.value.policy : policy;
  const analysis = await analyzeBase({ ...parts, asked: new Map() }, base, wanted);
  const { unconfigured } = parts;
  const starting = unconfigured.kind === "propose" ? unconfigured.path : "";
  const file = configFileNames.find((name) => files?.files.has(name)) ?? starting;
  return previewOf(analysis, { file, isConfigured, policy: wanted, problems });
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
