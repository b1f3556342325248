import { type BranchPrefix, branchPrefixes } from "../core/model/index.ts";
import { branchName, changeTitle, isSemantic, type Wording } from "../core/propose/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import { countPullRequests, oneMore } from "./count-pull-requests.ts";
import type { Glance } from "./glance.ts";
import { proposeChange } from "./propose-change.ts";
import type { KeptBack, ProposeOptions } from "./propose-options.ts";
import { left, type Pass, type ProposeOutcome } from "./propose-outcome.ts";
import type { Became } from "./recorder.ts";
import { withdrawChange } from "./withdraw-change.ts";

/** As many as Renovate looks at. */
const subjectsThatVote = 20;

/**
 * Brings the pull requests of a repository in line with an analysis, one change after the other: first those that are
 * not wanted any more, which makes room, then the wanted ones, the most useful first. Everything is decided from what is
 * there, so running it again does nothing. A change that fails does not stop the others, unless the code host as a whole
 * does not want us or is away.
 */
export async function proposeChanges(
  host: CodeHost,
  options: ProposeOptions,
  glance: Glance,
): Promise<readonly ProposeOutcome[]> {
  const outcomes = await proposeAll(host, glance, options);
  await options.recorder.passed(host, glance.pullRequests, outcomes.map(becameOf));
  return outcomes;
}

async function proposeAll(
  host: CodeHost,
  glance: Glance,
  options: ProposeOptions,
): Promise<readonly ProposeOutcome[]> {
  const { analysis, now, seal } = options;
  const { open, ended } = glance;
  const pass: Pass = {
    host,
    glance,
    options,
    prefix: prefixOf(glance),
    wording: wordingOf(options),
  };
  const outcomes: ProposeOutcome[] = [];
  for (const pullRequest of unwantedOf(open, pass)) {
    const outcome = await withdrawChange(pullRequest, pass, keptBackAt(pullRequest.headBranch, pass));
    if (outcome !== null) outcomes.push(outcome);
    if (outcome !== null && stopsAll(outcome)) return outcomes;
  }
  outcomes.push(...rollbacksIn(open, pass));
  const closed = outcomes.filter(({ state }) => state === "closed").length;
  const before = countPullRequests(open, ended, now, seal);
  let ledger = { ...before, open: before.open - closed };
  for (const [index, change] of analysis.changes.entries()) {
    if (change.edit === null) continue;
    const mayOpen = outcomes.filter(isNew).length < options.mostNew;
    const outcome = await proposeChange(change, change.edit, { ledger, mayOpen }, pass);
    outcomes.push(outcome);
    if (isNew(outcome)) ledger = oneMore(ledger);
    const step = { done: index + 1, of: analysis.changes.length, detail: change.plan.id };
    options.progress({ step: "proposing changes", ...step });
    if (stopsAll(outcome)) break;
  }
  return [...outcomes, ...shownOnly(outcomes, pass)];
}

function keptBackAt(branch: string, { options, prefix }: Pass): KeptBack | null {
  return options.keptBack.find(({ plan }) => branchName(plan.id, prefix) === branch) ?? null;
}

/** What a rule lets the dashboard show and nothing more; what still has a pull request was told with that. */
function shownOnly(
  told: readonly ProposeOutcome[],
  { options, prefix, wording }: Pass,
): readonly ProposeOutcome[] {
  return options.keptBack.flatMap(({ plan, mode }) => {
    const branch = branchName(plan.id, prefix);
    if (mode === "observe" || told.some((one) => one.branch === branch && one.state !== "closed")) return [];
    const message = "A rule keeps it to the dashboard.";
    const action = { kind: "leave", number: null, state: "observed", message } as const;
    return [{ id: plan.id, branch, title: changeTitle(plan, wording), ...left(action, null) }];
  });
}

/** People asked for them and decide about them; they are shown. */
function rollbacksIn(open: readonly PullRequest[], { options }: Pass): readonly ProposeOutcome[] {
  return open.flatMap(({ number, title, headBranch: branch, body }) => {
    const record = readMetadata(body, options.seal);
    if (record?.rollback === undefined) return [];
    const message = `Takes #${record.rollback.of} back.`;
    const action = { kind: "leave", number, state: "rolling-back", message } as const;
    return [{ id: record.id, branch, title, ...left(action, null) }];
  });
}

function becameOf({ number, state, result, declined }: ProposeOutcome): Became {
  const written = result.kind === "performed" ? result.performed.pullRequest : null;
  return { number, state, written, declined: declined ?? [] };
}

/** Git keeps branches like files: where there is a branch `optpass`, there cannot be one below `optpass/`. */
function prefixOf(glance: Glance): BranchPrefix {
  const [usual, other] = branchPrefixes;
  return glance.hasBranch(usual.slice(0, -1)) ? other : usual;
}

function wordingOf({ policy, seen }: ProposeOptions): Wording {
  const { semanticCommits } = policy.pullRequests;
  if (semanticCommits !== "auto") return { semantic: semanticCommits === "always" };
  return { semantic: isSemantic(seen.subjects.slice(0, subjectsThatVote)) };
}

/** Open ones that this pass does not want, of workloads that it looked at. */
function unwantedOf(
  open: readonly PullRequest[],
  { options: { analysis, base }, prefix }: Pass,
): readonly PullRequest[] {
  const wanted = new Set(analysis.changes.map(({ plan }) => branchName(plan.id, prefix)));
  return open.filter(({ headBranch, baseBranch }) => !wanted.has(headBranch) && baseBranch === base.branch);
}

function stopsAll({ result }: ProposeOutcome): boolean {
  if (result.kind !== "failed") return false;
  const { code } = result.error;
  return code === "unauthorized" || code === "unreachable" || code === "rate-limited";
}

function isNew({ action, result }: ProposeOutcome): boolean {
  const opens = action.kind === "open-pull-request" || action.kind === "reopen-pull-request";
  return opens && (result.kind === "performed" || result.kind === "would-perform");
}
