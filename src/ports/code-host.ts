import type { Instant, RepositoryFiles } from "../core/model/index.ts";
import type { Comment, Issue, Reaction } from "./conversation.ts";

/** One repository on a code host. All writes are idempotent or compare-and-swap. */
export interface CodeHost {
  describe(): Promise<RepositoryFacts>;
  /** The commit a branch points at, or `null` where there is no such branch. */
  branch(name: string): Promise<BranchTip | null>;
  /** All files of a commit; read once per commit. */
  files(commit: string): Promise<RepositoryFiles>;
  /** These files of a commit, those of them that are there; also of a commit that is in a fork. Cheap, and never kept. */
  filesAt(commit: string, paths: readonly string[]): Promise<RepositoryFiles>;
  /** What a commit says; `null` where there is none. */
  commitAt(commit: string): Promise<BranchTip | null>;
  /** Commits of a branch that are not in another, oldest first; 250 at most. */
  commitsBetween(base: string, head: string): Promise<readonly BranchCommit[]>;
  /** Pull requests, open and closed, whose head is this branch of this repository; newest first. */
  pullRequests(headBranch: string): Promise<readonly PullRequest[]>;
  /** All open ones whose head begins with one of these. */
  openPullRequests(headPrefixes: readonly string[]): Promise<readonly PullRequest[]>;
  /** Those of them that were merged or closed since then. */
  endedPullRequests(headPrefixes: readonly string[], since: Instant): Promise<readonly PullRequest[]>;
  /** The repository at one look: all that a pass needs to find that there is nothing to do. */
  overview(wanted: LookedFor): Promise<Overview>;
  /** One of them as it is right now: a person may have ticked a box a moment ago. */
  pullRequest(number: number): Promise<PullRequest>;
  /** Paths that a pull request changes, old names too; three thousand at most. */
  changedPaths(number: number): Promise<ReadonlySet<string>>;
  /** Open ones whose head is this commit, from forks too. */
  openPullRequestsAt(commit: string): Promise<readonly PullRequest[]>;
  /** What decides whether an open pull request may be pushed to. */
  review(number: number): Promise<PullRequestReview>;
  /** The same of several at once, by number. */
  reviews(numbers: readonly number[]): Promise<ReadonlyMap<number, PullRequestReview>>;
  /** Who closed it; `null` where the host does not know. */
  closer(number: number): Promise<string | null>;
  /**
   * Makes one commit on top of `parent` that changes exactly these files (modes kept). Nothing points at it yet.
   */
  commit(draft: CommitDraft): Promise<NewCommit>;
  /**
   * Moves a branch from exactly the commit given (`null`: it must not exist yet) to another.
   * Throws a PortError `conflict` when the branch is somewhere else.
   */
  moveBranch(name: string, from: string | null, to: string): Promise<void>;
  /** Deletes a branch that points at exactly this commit; one that is gone already is fine. */
  deleteBranch(name: string, from: string): Promise<void>;
  /** As a draft where that is asked for and the host has drafts. */
  openPullRequest(draft: PullRequestDraft): Promise<PullRequest>;
  updatePullRequest(
    number: number,
    change: { readonly title?: string; readonly body: string },
  ): Promise<PullRequest>;
  closePullRequest(number: number): Promise<void>;
  /** Throws a PortError `rejected` where the branch moved since it was closed. */
  reopenPullRequest(number: number): Promise<void>;
  /** Labels that are missing in the repository are made. */
  labelPullRequest(
    number: number,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void>;
  /** Merges this very commit: as soon as the rules of the repository allow, or now where none is in the way. */
  mergeWhenReady(number: number, commit: string): Promise<"waits" | "merged">;
  cost(): HostCost;
}

export interface HostCost {
  /** Requests made so far, with those for tokens and those that were repeated. */
  readonly requests: number;
  /** How many of them wrote something. */
  readonly writes: number;
  /** What questions to GraphQL cost, which has a limit of its own. */
  readonly points: number;
}

/** What of a repository an overview shows besides what it always does. */
export interface LookedFor {
  /** Branches whose names begin so, and pull requests from them. */
  readonly headPrefix: string;
  /** Whether this check of ours is on the heads of those branches. */
  readonly check: string;
  /** Files of the default branch, by path. */
  readonly paths: readonly string[];
}

export interface Overview {
  readonly facts: RepositoryFacts;
  /** The default branch; `null` where nothing was committed yet. */
  readonly tip: BranchTip | null;
  /** First lines of its newest commits, merges left out; forty commits are looked at. */
  readonly subjects: readonly string[];
  /** Those of the paths that are there, as in `tip`. */
  readonly files: RepositoryFiles;
  /** The commit that each branch points at, by name. */
  readonly branches: ReadonlyMap<string, string>;
  /** Open and ended ones, the ones opened last first. */
  readonly pullRequests: readonly PullRequest[];
  /** False where the repository has so many pull requests that some of ours may be missing. */
  readonly isComplete: boolean;
  /** Of open ones, by number; what is missing is to be asked for. */
  readonly reviews: ReadonlyMap<number, PullRequestReview>;
  /** Whether the check is there in whole, by commit; where it was not looked for, nothing is said. */
  readonly checks: ReadonlyMap<string, boolean>;
  /** Issues that we opened; `null` where they were not looked for, or are more than one look shows. */
  readonly issues: readonly Issue[] | null;
  /** What was said lately on open pull requests from those branches, and on our open issues. */
  readonly talks: readonly SeenTalk[];
}

export interface SeenTalk {
  readonly issue: number;
  /** The newest ones, oldest first. */
  readonly comments: readonly SeenComment[];
  /** There are older ones, which are not shown. */
  readonly hasOlder: boolean;
}

export interface SeenComment extends Comment {
  /** Ours. */
  readonly reactions: readonly Reaction[];
}

export interface RepositoryFacts {
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly archived: boolean;
}

export interface PullRequestReview {
  /** People approve it, and nobody who may asks for changes. */
  readonly isApproved: boolean;
  /** The host's merge queue has it. */
  readonly isQueued: boolean;
  /** It is merged as soon as it may be. */
  readonly isMergedWhenReady: boolean;
  /** `null`: the host has not worked it out yet. */
  readonly hasConflict: boolean | null;
}

export interface BranchCommit extends CommitRef {
  readonly parents: readonly string[];
  readonly message: string;
  /** Made by the host itself, such as by its button that updates a branch. */
  readonly isByHost: boolean;
}

export interface CommitRef {
  readonly commit: string;
  readonly tree: string;
}

/** What a branch points at. The message tells whose commit it is. */
export interface BranchTip extends CommitRef {
  readonly message: string;
}

export interface NewCommit extends CommitRef {
  /** The host vouches for the author (a signature it made or checked). */
  readonly verified: boolean;
}

export interface CommitDraft {
  readonly parent: CommitRef;
  readonly files: readonly {
    readonly path: string;
    readonly content: string;
    readonly executable: boolean;
  }[];
  /** Written once the tree is known, so that the commit can name its own content. */
  readonly message: (tree: string) => string;
}

export interface PullRequestDraft {
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly title: string;
  readonly body: string;
  readonly draft?: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "merged" | "closed";
  readonly title: string;
  readonly body: string;
  readonly headBranch: string;
  readonly headCommit: string;
  readonly baseBranch: string;
  readonly isDraft: boolean;
  readonly labels: readonly string[];
  readonly createdAt: Instant;
  /** When it was merged or closed. */
  readonly endedAt: Instant | null;
}
