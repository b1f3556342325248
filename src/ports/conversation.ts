import type { Instant } from "../core/model/index.ts";

/** What people and OptPass say to each other on one repository: comments, reactions, labels, and the dashboard issue. */
export interface Conversation {
  /** Who we are there; comments and issues of others are never edited. */
  self(): Promise<Actor>;
  /** What somebody may do in the repository right now; `none` for strangers. Asked anew every time. */
  roleOf(login: string): Promise<Role>;
  /** `null` when it is gone. */
  comment(id: number): Promise<Comment | null>;
  /** Comments of an issue or pull request, oldest first. */
  comments(issue: number): Promise<readonly Comment[]>;
  addComment(issue: number, body: string): Promise<Comment>;
  editComment(id: number, body: string): Promise<void>;
  /** Adding one that is there already changes nothing. */
  react(comment: number, reaction: Reaction): Promise<void>;
  /** Labels that are missing in the repository are made. */
  label(
    issue: number,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void>;
  /** `null` when it is gone. Never from a cache: a person may have ticked a box a moment ago. */
  issue(number: number): Promise<Issue | null>;
  /** Issues that we opened, open and closed, newest first. Pull requests are none. */
  ownIssues(): Promise<readonly Issue[]>;
  openIssue(draft: { readonly title: string; readonly body: string }): Promise<Issue>;
  editIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: "open" | "closed" },
  ): Promise<void>;
}

export interface Actor {
  readonly login: string;
  readonly isBot: boolean;
}

/** GitHub's `role_name`, custom roles as the base role they stand on. */
export const roles = ["none", "read", "triage", "write", "maintain", "admin"] as const;

export type Role = (typeof roles)[number];

export type Reaction = "eyes" | "rocket" | "confused";

export interface Comment {
  readonly id: number;
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
}
