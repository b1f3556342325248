import { type ConfigProblem, type Configuration, configFileNames } from "../core/config/index.ts";
import type { Asked, Checkbox, Policy, RepositoryFiles } from "../core/model/index.ts";
import type { Preview } from "../core/onboard/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { CodeHost, Overview, SeenTalk } from "../ports/code-host.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import { carryRollbacks } from "./carry-rollbacks.ts";
import { dashboardView } from "./dashboard-view.ts";
import { findUnheard } from "./find-unheard.ts";
import { followMerged, type OpenMetrics, withWritten } from "./follow-merged.ts";
import type { FollowedChange } from "./followed-change.ts";
import { standingTicks } from "./handle-ticks.ts";
import { lookAt } from "./look.ts";
import { type Onboarded, onboard } from "./onboard.ts";
import type { Order, Outcome } from "./order.ts";
import { ownIssuesOnce } from "./own-issues-once.ts";
import { readDashboard, readPaused } from "./pause-repository.ts";
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
import { showEvidence } from "./show-evidence.ts";
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
  /** By the full name of the repository. */
  readonly unconfigured: (repository: string) => Unconfigured;
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

/** `isThere`: the commit has the check; `null` where that is not known. */
export interface Recheck {
  readonly commit: string;
  readonly isThere: true | null;
}

/** What people want from this pass beyond what it does by itself. */
export interface Wishes {
  readonly orders: readonly Order[];
  /** Boxes whose orders these are, to be unticked. */
  readonly handled: readonly Checkbox[];
  /** The check that the code host waits for. */
  readonly recheck: Recheck | null;
}

export const noWishes: Wishes = { orders: [], handled: [], recheck: null };

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
  const unconfigured = parts.unconfigured(base.facts.fullName);
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
async function hearAgain({ conversation, hear, now }: TendParts, seen: Overview): Promise<void> {
  if (seen.facts.archived) return;
  const talks = [...seen.talks, ...(await unseenTalk(conversation, seen))];
  const unheard = await findUnheard(conversation, talks, now);
  if (unheard.length > 0) await hear(unheard);
}

/** What is said on the dashboard, where the look could not show our issues: only an app is shown them there. */
async function unseenTalk(conversation: Conversation, { issues }: Overview): Promise<readonly SeenTalk[]> {
  const dashboard = issues === null ? await readDashboard(conversation) : null;
  if (dashboard?.state !== "open") return [];
  return [{ issue: dashboard.number, comments: [], hasOlder: true }];
}

async function runSilently(parts: TendParts, base: Base, configuration: Configuration): Promise<TendedPass> {
  const ran = await passOver({ ...parts, dryRun: true, asked: new Map() }, base, configuration);
  return { ...ran, followed: [], notAllowed: [], rollbacks: new Map() };
}

/** Ticks stay until they are carried out, so that one whose event was lost, or that nobody listened to, is found here. */
async function withStanding(wishes: Wishes, talk: Talk, host: CodeHost): Promise<Wishes> {
  const standing = await standingTicks(talk, host);
  return {
    orders: [...standing.orders, ...wishes.orders],
    handled: [...standing.handled, ...wishes.handled],
    recheck: wishes.recheck,
  };
}

async function passWithWishes(
  parts: TendParts,
  base: Base,
  configuration: Configuration,
  { orders, handled, recheck }: Wishes,
): Promise<TendedPass> {
  // Before anything that asks for metrics: a service that is to be rolled back does not wait for them.
  const rollbacks = await carryRollbacks(parts, base, configuration.policy, orders);
  const looked = rollbacks.size === 0 ? base.seen : await lookAt(parts.host);
  const followed = await followMerged(parts, { ...base, seen: looked }, configuration, orders);
  const seen = withWritten(looked, followed);
  const ran = await passOver({ ...parts, asked: askedOf(orders) }, { ...base, seen }, configuration);
  if (parts.dryRun) return { ...ran, followed, notAllowed: [], rollbacks };
  const mends = configuration.policy.mode === "pr" ? base.seen : null;
  const checks = await showChecks(parts.checks, ran.outcomes, {
    templates: parts.templates.check,
    mends,
    recheck: recheckOn(recheck, base.seen),
  });
  if (mends !== null) {
    await showEvidence(parts.conversation, ran.outcomes, {
      templates: parts.templates.check,
      checks,
      seen: base.seen,
      seal: parts.seal,
    });
  }
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
    rollbacks,
  };
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

/** What a pass would do with the configuration of a commit (`null`: the one to propose), over the default branch as it is. */
async function previewAt(
  parts: TendParts,
  base: Base,
  policy: Policy,
  { commit, isConfigured }: { readonly commit: string | null; readonly isConfigured: boolean },
): Promise<Preview> {
  const { host } = parts;
  const unconfigured = parts.unconfigured(base.facts.fullName);
  const starting = unconfigured.kind === "propose" ? unconfigured : { path: "", text: "" };
  const files =
    commit === null ? onlyFile(base.files, starting) : await host.filesAt(commit, configFileNames);
  const read = await parts.readConfiguration(files, base.facts);
  const problems = read.ok ? [] : read.error.map(({ message }) => message);
  const wanted = read.ok ? read.value.policy : policy;
  const analysis = await analyzeBase({ ...parts, asked: new Map() }, base, wanted);
  const file = configFileNames.find((name) => files.files.has(name)) ?? starting.path;
  return previewOf(analysis, { file, isConfigured, policy: wanted, problems });
}

function onlyFile(
  { origin }: RepositoryFiles,
  { path, text }: { readonly path: string; readonly text: string },
) {
  return { origin, files: new Map([[path, { kind: "text" as const, text }]]) };
}

/** The commit whose check has to conclude again; `null` for one that never had a check of a proposal. */
function recheckOn(recheck: Recheck | null, { branches }: Overview): string | null {
  if (recheck === null) return null;
  const isOurs = recheck.isThere === true || [...branches.values()].includes(recheck.commit);
  return isOurs ? recheck.commit : null;
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
