import { type ConfigProblem, type Configuration, configFileNames } from "../core/config/index.ts";
import {
  type Asked,
  branchPrefixes,
  type Checkbox,
  followedFor,
  instant,
  isOwnBranch,
  type Policy,
} from "../core/model/index.ts";
import type { Preview } from "../core/onboard/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { CodeHost, Overview, RepositoryFacts } from "../ports/code-host.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import { dashboardView } from "./dashboard-view.ts";
import { findUnheard } from "./find-unheard.ts";
import { followChanges, type OpenedMetrics } from "./follow-changes.ts";
import type { FollowedChange } from "./followed-change.ts";
import { standingTicks } from "./handle-ticks.ts";
import { lookAt } from "./look.ts";
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
import { showReconfigured } from "./show-reconfigured.ts";
import type { Talk } from "./talk.ts";

/** Opens the metrics source that a policy names, to look at what came of a merge. Throws a PortError where there is none. */
export type OpenMetrics = (policy: Policy, facts: RepositoryFacts) => Promise<OpenedMetrics>;

export interface TendParts extends Omit<PassParts, "asked"> {
  readonly conversation: Conversation;
  readonly checks: CheckRuns;
  readonly talk: (configuration: Configuration, conversation: Conversation) => Talk;
  /** Told of comments with commands that nobody answered. */
  readonly hear: (comments: readonly Comment[]) => Promise<void>;
  readonly templates: { readonly onboarding: string; readonly check: CheckedProposal["templates"] };
  readonly unconfigured: Unconfigured;
  readonly openMetrics: OpenMetrics;
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
  /** What came of the changes that were merged in the last days. */
  readonly followed: readonly FollowedChange[];
  readonly notAllowed: readonly string[];
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
  return { ...ran, followed: [], notAllowed: [] };
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
  const followed = await follow(parts, base, configuration, orders);
  const seen = withWritten(base.seen, followed);
  const ran = await passOver({ ...parts, asked: askedOf(orders) }, { ...base, seen }, configuration);
  if (parts.dryRun) return { ...ran, followed, notAllowed: [] };
  const mends = configuration.policy.mode === "pr" ? base.seen : null;
  const checks = await showChecks(parts.checks, ran.outcomes, { templates: parts.templates.check, mends });
  const talk = parts.talk(configuration, parts.conversation);
  const dashboard = await showDashboard(talk, dashboardView({ ...ran, followed }, parts.now), handled);
  await showReconfigured(parts.conversation, ran.open, {
    branch: base.tip.branch,
    template: parts.templates.onboarding,
    now: parts.now,
    preview: (commit) => previewAt(parts, base, configuration.policy, { commit, isConfigured: true }),
  });
  const shown = [checks, dashboard];
  return {
    ...ran,
    followed,
    notAllowed: shown.flatMap((one) => (one.kind === "not-allowed" ? one.message : [])),
  };
}

/** First of all: what a merge did counts against the limits, and is told even where nothing new can be computed. */
async function follow(
  parts: TendParts,
  { seen, facts }: Base,
  { policy }: Configuration,
  orders: readonly Order[],
): Promise<readonly FollowedChange[]> {
  const { host, seal, say, now, openMetrics } = parts;
  const asked = orders.flatMap((order) => (order.kind === "verify" ? [order.pullRequest] : []));
  const ended = seen.isComplete
    ? seen.pullRequests.filter(({ headBranch }) => isOwnBranch(headBranch))
    : await host.endedPullRequests(branchPrefixes, instant(now - followedFor));
  const dryRun = parts.dryRun || policy.mode !== "pr";
  const open = () => openMetrics(policy, facts);
  return followChanges({ host, seal, say, now, openMetrics: open, asked: new Set(asked), dryRun }, ended);
}

/** The look at the repository, with what was written since. */
function withWritten(seen: Overview, followed: readonly FollowedChange[]): Overview {
  const written = new Map(followed.map(({ pullRequest }) => [pullRequest.number, pullRequest]));
  return { ...seen, pullRequests: seen.pullRequests.map((one) => written.get(one.number) ?? one) };
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
