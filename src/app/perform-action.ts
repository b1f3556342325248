import {
  type Action,
  type Asked,
  type ChangeRecord,
  formatInstant,
  plain,
  type TextRefresh,
} from "../core/model/index.ts";
import {
  carryTicks,
  changeTitle,
  closeComment,
  closeSentences,
  commitMessage,
  saysTheSame,
  withStatus,
} from "../core/propose/index.ts";
import { dueLabels, labelsOf, putLabels } from "../core/reconcile/index.ts";
import { carrySilences, readMetadata, replaceMetadata, writeMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitRef, NewCommit, PullRequest } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import { bodyOf, newRecord, type Proposal } from "./proposal.ts";
import type { ProposeOptions } from "./propose-options.ts";

/** What was done. `commit` is there where one was made; `wrote` is false where it was all there already. */
export interface Performed {
  readonly pullRequest: PullRequest;
  readonly commit: NewCommit | null;
  readonly wrote: boolean;
}

type Of<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;
type Pushing = Of<"open-pull-request" | "reopen-pull-request" | "update-pull-request">;

/** What surrounds a push: words of earlier answers, and what a person asked for, which is done by it. */
export interface PushContext {
  readonly cites: string | null;
  readonly asked: Asked | null;
}

/** Turns an action that pushes into calls. Commit first, then one move of the branch, then the text. */
export async function performPush(
  host: CodeHost,
  action: Pushing,
  proposal: Proposal,
  context: PushContext,
): Promise<Performed> {
  const commit = await commitChange(host, proposal);
  if (action.kind === "update-pull-request") {
    await host.moveBranch(proposal.branch, action.moveFrom, commit.commit);
    return rewrite(host, action.number, proposal, commit, context);
  }
  if (action.kind === "reopen-pull-request") {
    if (await reopen(host, action, proposal.branch)) {
      await host.moveBranch(proposal.branch, action.at, commit.commit);
      return rewrite(host, action.number, proposal, commit, context);
    }
    return open(host, { kind: "open-pull-request", moveFrom: action.at }, proposal, commit, context);
  }
  return open(host, action, proposal, commit, context);
}

/**
 * The text of a pull request, as it is right now, with a new status and record; ticks stay. Nothing is written where it
 * says the same to a person and to the next pass.
 */
export async function performRefresh(
  host: CodeHost,
  { number, text }: Of<"refresh-text">,
  seen: ChangeRecord,
  proposal: Proposal,
  cites: string | null,
): Promise<Performed> {
  const { now, seal } = proposal.options;
  const fresh = await host.pullRequest(number);
  const status = [...(cites === null ? [] : [cites]), ...text.status];
  const record = refreshed(seen, text);
  const rewritten = text.whole
    ? carrySilences(
        bodyOf(proposal, { ...newRecord(proposal, seen.head, seen), settings: seen.settings }, status),
        fresh.body,
      )
    : withStatus(fresh.body, status);
  const isNews = !saysTheSame(fresh.body, rewritten);
  const isRemembered = JSON.stringify(refreshed(seen, text)) === JSON.stringify(seen);
  if (!isNews && isRemembered) return { pullRequest: fresh, commit: null, wrote: false };
  const kept = text.whole ? (readMetadata(rewritten, seal) ?? record) : record;
  const written = isNews ? { ...kept, writtenAt: formatInstant(now) } : kept;
  const body = replaceMetadata(carryTicks(fresh.body, rewritten, null), writeMetadata(written, seal));
  return { pullRequest: await host.updatePullRequest(number, { body }), commit: null, wrote: true };
}

/** The reason first, so that a pass that dies in between leaves no closed pull request that looks like a person's no. */
export async function performClose(
  host: CodeHost,
  { number, reason, message, branch }: Of<"close-pull-request">,
  seen: ChangeRecord,
  { seal, say, now }: Pick<ProposeOptions, "seal" | "say" | "now">,
): Promise<Performed> {
  const fresh = await host.pullRequest(number);
  const record: ChangeRecord = { ...seen, closed: reason, writtenAt: formatInstant(now) };
  const body = replaceMetadata(
    withStatus(fresh.body, closeSentences(reason, message)),
    writeMetadata(record, seal),
  );
  const pullRequest = await host.updatePullRequest(number, { body });
  if (say !== null) await say(number, `closed: ${reason}`, closeComment(reason, message));
  await host.closePullRequest(number);
  if (branch !== null) await host.deleteBranch(pullRequest.headBranch, branch);
  return { pullRequest, commit: null, wrote: true };
}

/** A person said no: they are told once that it was heard, until when, and what else they can say. */
export async function acknowledgeRejection(
  host: CodeHost,
  number: number,
  seen: ChangeRecord,
  until: string,
  { seal, say }: Pick<ProposeOptions, "seal" | "say">,
): Promise<void> {
  const closer = await host.closer(number);
  const fresh = await host.pullRequest(number);
  const who = closer === null ? "Closed" : `Closed by ${closer}`;
  const sentences = [
    `${who} without a merge: proposals in the same direction and about as far are silent ${until}.`,
    "The label optpass:ignore makes that last for good, optpass:ignore-90d for 90 days. Reopen it to take the answer back. A workload that runs short is proposed for anyway.",
  ];
  const body = replaceMetadata(
    withStatus(fresh.body, sentences),
    writeMetadata({ ...seen, told: "rejected" }, seal),
  );
  if (say !== null) await say(number, "rejected", sentences.map(plain).join("\n\n"));
  await host.updatePullRequest(number, { body });
}

/**
 * Puts the labels that are due and then remembers them, in this order: what is remembered is never put again. Those of a
 * new pull request follow from its record, which saves a write.
 */
export async function keepLabels(
  host: CodeHost,
  pullRequest: PullRequest,
  proposal: Proposal,
  { isNew }: { readonly isNew: boolean },
): Promise<boolean> {
  const { policy, seal } = proposal.options;
  const record = readMetadata(pullRequest.body, seal);
  if (record === null) return false;
  const { labels: ofPolicy } = policy.pullRequests;
  const put = putLabels(record, pullRequest.labels, ofPolicy);
  const due = dueLabels(labelsOf(proposal.settings, ofPolicy), put, pullRequest.labels);
  if (due === null) return false;
  if (due.add.length + due.remove.length > 0) await host.labelPullRequest(pullRequest.number, due);
  if (isNew) return true;
  const fresh = await host.pullRequest(pullRequest.number);
  const body = replaceMetadata(fresh.body, writeMetadata({ ...record, labels: due.put }, seal));
  await host.updatePullRequest(pullRequest.number, { body });
  return true;
}

async function open(
  host: CodeHost,
  { moveFrom }: Of<"open-pull-request">,
  proposal: Proposal,
  commit: NewCommit,
  { cites }: PushContext,
): Promise<Performed> {
  const { branch, change, wording, options } = proposal;
  await host.moveBranch(branch, moveFrom, commit.commit);
  const pullRequest = await host.openPullRequest({
    headBranch: branch,
    baseBranch: options.base.branch,
    title: changeTitle(change.plan, wording),
    body: bodyOf(proposal, newRecord(proposal, commit), cites === null ? [] : [cites]),
    draft: options.policy.pullRequests.draft,
  });
  return { pullRequest, commit, wrote: true };
}

/** False where the host does not let it come back; then there will be another. */
async function reopen(
  host: CodeHost,
  { number, at, moveFrom }: Of<"reopen-pull-request">,
  branch: string,
): Promise<boolean> {
  if (moveFrom === null) await host.moveBranch(branch, null, at);
  try {
    await host.reopenPullRequest(number);
    return true;
  } catch (error) {
    if (error instanceof PortError && error.code === "rejected") return false;
    throw error;
  }
}

/** Title and body for a new commit, over the body as it is right now. */
async function rewrite(
  host: CodeHost,
  number: number,
  proposal: Proposal,
  commit: NewCommit,
  { cites, asked }: PushContext,
): Promise<Performed> {
  const { change, wording, options } = proposal;
  const fresh = await host.pullRequest(number);
  const old = readMetadata(fresh.body, options.seal);
  const kept =
    old === null ? {} : { labels: putLabels(old, fresh.labels, options.policy.pullRequests.labels) };
  const record = newRecord(proposal, commit, kept);
  const written = bodyOf(proposal, record, cites === null ? [] : [cites]);
  const body = carrySilences(carryTicks(fresh.body, written, asked), fresh.body);
  const title = changeTitle(change.plan, wording);
  return { pullRequest: await host.updatePullRequest(number, { title, body }), commit, wrote: true };
}

function commitChange(host: CodeHost, proposal: Proposal): Promise<NewCommit> {
  const { change, edit, executable, wording, options } = proposal;
  const parent: CommitRef = { commit: options.base.commit, tree: options.base.tree };
  return host.commit({
    parent,
    files: edit.files.map(({ path, after }) => ({ path, content: after, executable: executable.has(path) })),
    message: (tree) => commitMessage(change.plan, edit.files, tree, wording),
  });
}

function refreshed({ pending: _, ...record }: ChangeRecord, { pending, told }: TextRefresh): ChangeRecord {
  return {
    ...record,
    ...(pending === null ? {} : { pending }),
    ...(told === undefined ? {} : { told }),
  };
}
