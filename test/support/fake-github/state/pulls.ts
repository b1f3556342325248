import { distance, isAncestor, mergeTrees } from "./git-history.ts";
import { type IssueChange, rewrite, startIssue } from "./issues.ts";
import { leaveQueue } from "./merge-queue.ts";
import type { Pull } from "./pull.ts";
import { note } from "./timeline.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export interface PullDraft {
  readonly author: string;
  readonly headRef: string;
  readonly fork?: string;
  readonly baseRef: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
}

export function addPull(world: World, repository: Repository, draft: PullDraft): Pull {
  const { headRef, baseRef, headSha, baseSha } = draft;
  const pull: Pull = {
    ...startIssue(world, repository, draft),
    ...{ headRef, baseRef, headSha, baseSha, draft: draft.draft, fork: draft.fork ?? null },
    ...{ mergedAt: null, mergedBy: null, mergeCommit: null, reviews: [], requestedReviewers: [] },
    ...{ autoMerge: null, mergeablePolls: world.limits.mergeablePolls },
  };
  repository.pulls.set(pull.number, pull);
  happen(world, { event: "pull_request", action: "opened", repository, pull, sender: draft.author });
  return pull;
}

export function editPull(
  world: World,
  repository: Repository,
  pull: Pull,
  change: IssueChange & { readonly base?: string },
  sender: string,
): void {
  const changes = { ...rewrite(world, pull, change, sender) };
  if (change.base !== undefined && change.base !== pull.baseRef) {
    changes["base"] = { from: { ref: pull.baseRef, sha: pull.baseSha } };
    pull.baseRef = change.base;
  }
  if (Object.keys(changes).length === 0) return;
  happen(world, { event: "pull_request", action: "edited", repository, pull, changes, sender });
}

export function close(world: World, repository: Repository, pull: Pull, sender: string): void {
  pull.state = "closed";
  pull.closedAt = stamp(world.now());
  pull.closedBy = sender;
  pull.autoMerge = null;
  leaveQueue(world, repository, pull, sender);
  note(world, pull, "closed", sender);
  happen(world, { event: "pull_request", action: "closed", repository, pull, sender });
}

export function markMerged(
  world: World,
  repository: Repository,
  pull: Pull,
  commit: string,
  by: string,
): void {
  pull.mergedAt = stamp(world.now());
  pull.mergedBy = by;
  pull.mergeCommit = commit;
  note(world, pull, "merged", by, { commit });
  close(world, repository, pull, by);
}

/** The sentence with which GitHub refuses, or null when it is open again. */
export async function reopen(
  world: World,
  repository: Repository,
  pull: Pull,
  sender: string,
): Promise<string | null> {
  const { git } = repository;
  const refusal = "state cannot be changed.";
  if (pull.mergedAt !== null) return `${refusal} The pull request was merged.`;
  const head = await git.readRef(`refs/heads/${pull.headRef}`);
  if (head === null) return `${refusal} The ${pull.headRef} branch has been deleted.`;
  const base = await git.readRef(`refs/heads/${pull.baseRef}`);
  if (base === null) return `${refusal} The ${pull.baseRef} branch has been deleted.`;
  if (!(await isAncestor(git, pull.headSha, head))) {
    return `${refusal} The ${pull.headRef} branch was force-pushed or recreated.`;
  }
  if ((await distance(git, base, head)).ahead === 0) {
    return `${refusal} There are no new commits on the ${repository.owner}:${pull.headRef} branch.`;
  }
  const twin = openPull(repository, pull.headRef, pull.baseRef);
  if (twin !== undefined) {
    return `${refusal} A pull request already exists for ${repository.owner}:${pull.headRef}.`;
  }
  Object.assign(pull, { state: "open", closedAt: null, closedBy: null, headSha: head });
  note(world, pull, "reopened", sender);
  happen(world, { event: "pull_request", action: "reopened", repository, pull, sender });
  return null;
}

export function setDraft(
  world: World,
  repository: Repository,
  pull: Pull,
  draft: boolean,
  sender: string,
): void {
  if (pull.draft === draft) return;
  pull.draft = draft;
  note(world, pull, draft ? "convert_to_draft" : "ready_for_review", sender);
  const action = draft ? "converted_to_draft" : "ready_for_review";
  happen(world, { event: "pull_request", action, repository, pull, sender });
}

export function openPull(repository: Repository, headRef: string, baseRef: string): Pull | undefined {
  return [...repository.pulls.values()].find(
    (pull) =>
      pull.state === "open" && pull.fork === null && pull.headRef === headRef && pull.baseRef === baseRef,
  );
}

export async function isMergeable(repository: Repository, pull: Pull): Promise<boolean> {
  const base = await repository.git.readRef(`refs/heads/${pull.baseRef}`);
  return base !== null && (await mergeTrees(repository.git, base, pull.headSha)) !== null;
}
