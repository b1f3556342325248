import type { Lag } from "./lag.ts";

/** What issues and pull requests have in common; both are numbered from one sequence. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  title: string;
  body: string | null;
  state: "open" | "closed";
  closedAt: string | null;
  closedBy: string | null;
  readonly createdAt: string;
  updatedAt: string;
  /** Names, as they are written in the repository. */
  readonly labels: string[];
  readonly reactions: Reaction[];
  readonly timeline: TimelineEvent[];
  /** Lists leave it out. */
  readonly listLag: Lag;
  /** Nothing finds it by its number or id. */
  readonly resolveLag: Lag;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
  /** Lists leave it out. */
  readonly listLag: Lag;
  /** As `minimizeComment` gave it. */
  minimizedReason: string | null;
}

/** At most one of each content and person. */
export interface Reaction {
  readonly id: number;
  readonly content: string;
  readonly author: string;
  readonly createdAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

export interface TimelineEvent {
  readonly id: number;
  readonly event:
    | "closed"
    | "reopened"
    | "merged"
    | "head_ref_force_pushed"
    | "head_ref_deleted"
    | "head_ref_restored"
    | "labeled"
    | "unlabeled"
    | "renamed"
    | "convert_to_draft"
    | "ready_for_review"
    | "pinned"
    | "unpinned";
  readonly actor: string;
  readonly at: string;
  readonly commit?: string;
  /** Of a forced push. */
  readonly before?: string;
  readonly after?: string;
  readonly label?: string;
  readonly rename?: { readonly from: string; readonly to: string };
}
