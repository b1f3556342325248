import type { Instant, Role } from "../core/model/index.ts";

/**
 * What people and OptPass say to each other on one repository: comments, reactions, labels, and the dashboard issue.
 * A pull request is an issue, too, and may be given wherever an issue is asked for. Every method throws a PortError,
 * `unauthorized` where the permission is missing.
 */
export interface Conversation {
  /** Who we are there; comments and issues of others are never edited. */
  self(): Promise<Actor>;
  /** What somebody may do in the repository right now; `none` for strangers. Asked anew every time. */
  roleOf(login: string): Promise<Role>;
  /** `null` when it is gone. */
  comment(id: number): Promise<Comment | null>;
  /** What somebody wrote with a review; `null` when it is gone. */
  review(pullRequest: number, id: number): Promise<Comment | null>;
  /** What somebody wrote on a line of a diff; `null` when it is gone. */
  reviewComment(id: number): Promise<Comment | null>;
  /** Comments of an issue or pull request, since a moment where one is given, oldest first. */
  comments(issue: number, since?: Instant): Promise<readonly Comment[]>;
  addComment(issue: number, body: string): Promise<Comment>;
  editComment(id: number, body: string): Promise<void>;
  /** Adding one that is there already changes nothing. */
  react(comment: Reactable, reaction: Reaction): Promise<void>;
  /** Which of ours a comment has. */
  ownReactions(comment: Reactable): Promise<readonly Reaction[]>;
  /** Labels that are missing in the repository are made; removing one that is not there changes nothing. */
  label(
    issue: number,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void>;
  /** `null` when it is gone. Never from a cache: a person may have ticked a box a moment ago. */
  issue(number: number): Promise<Issue | null>;
  /** Issues that we opened, open and closed, newest first. Pull requests are none. */
  ownIssues(): Promise<readonly Issue[]>;
  openIssue(draft: { readonly title: string; readonly body: string }): Promise<Issue>;
  /** Puts it above the others. A host has room for few, and throws a PortError where there is none. */
  pinIssue(number: number): Promise<void>;
  editIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: "open" | "closed" },
  ): Promise<void>;
}

export interface Actor {
  readonly login: string;
  readonly isBot: boolean;
}

export const reactions = ["eyes", "rocket", "confused"] as const;

export type Reaction = (typeof reactions)[number];

/** What can be reacted to; what is said with a review cannot. */
export interface Reactable {
  readonly form: "comment" | "review-comment";
  readonly id: number;
}

export interface Comment {
  readonly id: number;
  /** The issue or pull request that it stands in. */
  readonly issue: number;
  readonly author: Actor;
  readonly body: string;
  readonly url: string;
  readonly createdAt: Instant;
  /** It was changed after it was written, by whomever. */
  readonly isEdited: boolean;
}

export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly author: Actor;
  readonly labels: readonly string[];
  /** `null` for an issue that is none. */
  readonly pullRequest: PullRequestFacts | null;
}

export interface PullRequestFacts {
  readonly headBranch: string;
  readonly headCommit: string;
  readonly isMerged: boolean;
  /** Its branch lives in another repository, or in one that is gone. */
  readonly isFork: boolean;
}
