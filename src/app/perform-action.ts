import { type Action, type ChangeRecord, formatInstant, type RecordedSetting } from "../core/model/index.ts";
import {
  branchName,
  type ChangeStory,
  changeTitle,
  commitMessage,
  pullRequestBody,
} from "../core/propose/index.ts";
import { writeMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitRef, NewCommit, PullRequest } from "../ports/code-host.ts";
import type { AnalyzedChange, ProvedEdit } from "./analysis.ts";

/** Everything that performing an action on one change needs to know. */
export interface Proposal {
  readonly change: AnalyzedChange;
  readonly edit: ProvedEdit;
  readonly settings: readonly RecordedSetting[];
  readonly story: ChangeStory;
  /** The commit whose files were read, and its branch. */
  readonly base: CommitRef & { readonly branch: string };
  readonly executable: ReadonlySet<string>;
}

export interface Performed {
  readonly pullRequest: PullRequest;
  readonly commit: NewCommit;
}

/** Turns an action into calls, the one place that does. Commit first, then one move of the branch, then the text. */
export async function performAction(
  host: CodeHost,
  action: Exclude<Action, { kind: "leave" }>,
  proposal: Proposal,
  template: string,
): Promise<Performed> {
  const { change, base } = proposal;
  const branch = branchName(change.plan.id);
  const commit = await commitChange(host, proposal);
  await host.moveBranch(branch, action.moveFrom, commit.commit);
  const title = changeTitle(change.plan);
  const body = bodyOf(proposal, commit, template);
  const pullRequest =
    action.kind === "open-pull-request"
      ? await host.openPullRequest({ headBranch: branch, baseBranch: base.branch, title, body })
      : await host.updatePullRequest(action.number, { title, body });
  return { pullRequest, commit };
}

function commitChange(host: CodeHost, { change, edit, base, executable }: Proposal): Promise<NewCommit> {
  return host.commit({
    parent: { commit: base.commit, tree: base.tree },
    files: edit.files.map(({ path, after }) => ({ path, content: after, executable: executable.has(path) })),
    message: (tree) => commitMessage(change.plan, edit.files, tree),
  });
}

/** The body as it is written, metadata included; a dry run shows it with a commit that was not made. */
export function bodyOf(
  { change: { plan }, settings, story }: Proposal,
  head: CommitRef,
  template: string,
): string {
  const [first] = plan.recommendations;
  if (first === undefined) throw new Error("a change without a recommendation was proposed");
  const record: ChangeRecord = {
    id: plan.id,
    workload: plan.workload,
    settings,
    head: { commit: head.commit, tree: head.tree },
    evidenceUntil: formatInstant(first.evidence.window.to),
  };
  return pullRequestBody(story, template, writeMetadata(record));
}
