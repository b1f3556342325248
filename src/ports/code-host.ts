import type { RepositoryFiles } from "../core/model/index.ts";

/** One repository on a code host. All writes are idempotent or compare-and-swap. */
export interface CodeHost {
  describe(): Promise<RepositoryFacts>;
  /** The commit a branch points at, or `null` where there is no such branch. */
  branch(name: string): Promise<BranchTip | null>;
  /** All files of a commit; read once per commit. */
  files(commit: string): Promise<RepositoryFiles>;
  /** Pull requests, open and closed, whose head is this branch of this repository; newest first. */
  pullRequests(headBranch: string): Promise<readonly PullRequest[]>;
  /**
   * Makes one commit on top of `parent` that changes exactly these files (modes kept). Nothing points at it yet.
   */
  commit(draft: CommitDraft): Promise<NewCommit>;
  /**
   * Moves a branch from exactly the commit given (`null`: it must not exist yet) to another.
   * Throws a PortError `conflict` when the branch is somewhere else.
   */
  moveBranch(name: string, from: string | null, to: string): Promise<void>;
  openPullRequest(draft: PullRequestDraft): Promise<PullRequest>;
  updatePullRequest(
    number: number,
    change: { readonly title: string; readonly body: string },
  ): Promise<PullRequest>;
  /** Requests made so far, and how many of them wrote something. */
  cost(): { readonly requests: number; readonly writes: number };
}

export interface RepositoryFacts {
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly archived: boolean;
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
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "merged" | "closed";
  readonly title: string;
  readonly body: string;
  readonly headCommit: string;
  readonly baseBranch: string;
}
