import type { CloseReason } from "./action.ts";
import type { RecordedSetting } from "./change-record.ts";
import type { LiveLevel } from "./followed.ts";
import type { Instant } from "./instant.ts";

/** Something that happened to a change, once and for all: the record of a change follows from its events. */
export interface ChangeEvent {
  /** The same whoever finds it, and however often: it is recorded once. */
  readonly key: string;
  /** `owner/name` in lower case. */
  readonly repository: string;
  /** `null`: it is about the repository as a whole. */
  readonly change: string | null;
  /** As the code host dates it; where it does not, when it was found. */
  readonly at: Instant;
  /** A login, or `ourselves`; `null` where nobody knows. */
  readonly actor: string | null;
  readonly happened: Happening;
  /** Names the snapshot of what was measured that it rests on. */
  readonly evidence: string | null;
}

/** The actor of what OptPass does by itself. No login has a space. */
export const ourselves = "OptPass itself";

/** What can happen. Every kind that has a `pullRequest` happens to that one. */
export type Happening =
  | (Proposed & { readonly kind: "proposed"; readonly branch: string; readonly workload: string | null })
  | (Proposed & { readonly kind: "updated" })
  /** By OptPass. */
  | { readonly kind: "closed"; readonly pullRequest: number; readonly reason: CloseReason }
  /** By a person, without a merge. */
  | { readonly kind: "rejected"; readonly pullRequest: number; readonly labels: readonly string[] }
  | { readonly kind: "edited"; readonly pullRequest: number; readonly commit: string }
  | { readonly kind: "snoozed"; readonly pullRequest: number; readonly until: string | null }
  /** After the merge a person took values back, or raised them. */
  | { readonly kind: "reverted"; readonly pullRequest: number; readonly how: "reverted" | "raised" }
  | { readonly kind: "reopened" | "merged" | "held" | "released"; readonly pullRequest: number }
  /** A command, a box or a button; `pullRequest` is where it was said. */
  | { readonly kind: "ordered"; readonly pullRequest: number; readonly verb: string; readonly words: string }
  | { readonly kind: "paused" | "resumed" }
  | { readonly kind: "live"; readonly pullRequest: number; readonly level: LiveLevel; readonly seen: string }
  /** Nothing showed it within the time limit. */
  | { readonly kind: "not-live"; readonly pullRequest: number; readonly waitedSeconds: number }
  | (Judged & { readonly kind: "verified" | "regressed" })
  | (Judged & { readonly kind: "inconclusive"; readonly isExtended: boolean })
  | {
      readonly kind: "rollback-proposed";
      readonly pullRequest: number;
      readonly rollback: number;
      readonly settings: readonly RecordedSetting[];
      /** Settings that somebody moved since, which are left alone. */
      readonly left: readonly RecordedSetting[];
    }
  | {
      readonly kind: "rolled-back";
      readonly pullRequest: number;
      readonly rollback: number;
      readonly cooldownUntil: string;
    }
  | {
      readonly kind: "promoted";
      readonly pullRequest: number;
      readonly environment: string;
      /** The change of the next environment. */
      readonly next: string;
    }
  /** Written by a newer version, or damaged: kept and shown as it is. */
  | { readonly kind: "unknown"; readonly name: string; readonly data: string };

interface Proposed {
  readonly pullRequest: number;
  readonly commit: string;
  readonly settings: readonly RecordedSetting[];
  /** RFC 3339. */
  readonly evidenceUntil: string;
}

interface Judged {
  readonly pullRequest: number;
  /** Time since it was live. */
  readonly afterSeconds: number;
  /** What was found, a sentence each, with its numbers. */
  readonly findings: readonly string[];
}
