import type { ChangeState } from "./change-state.ts";

/** What to do about one change on the code host. A value: `app/perform-action.ts` turns it into calls. */
export type Action =
  /** `moveFrom` is the commit the branch must still point at; `null`: it must not exist. */
  | { readonly kind: "open-pull-request"; readonly moveFrom: string | null }
  /** One that OptPass closed itself comes back: its branch at the commit it was closed with, then what is new. */
  | {
      readonly kind: "reopen-pull-request";
      readonly number: number;
      readonly at: string;
      readonly moveFrom: string | null;
    }
  | {
      readonly kind: "update-pull-request";
      readonly number: number;
      readonly moveFrom: string;
      readonly why: string;
    }
  /** The text only: no push, so no approval is lost and no check runs again. */
  | {
      readonly kind: "refresh-text";
      readonly number: number;
      readonly text: TextRefresh;
      readonly state: ChangeState;
      readonly message: string;
    }
  /** `branch` is the commit that the branch must still point at to be deleted; `null`: it is gone. */
  | {
      readonly kind: "close-pull-request";
      readonly number: number;
      readonly reason: CloseReason;
      readonly message: string;
      readonly branch: string | null;
    }
  | {
      readonly kind: "leave";
      readonly number: number | null;
      readonly state: ChangeState;
      readonly message: string;
    };

/** What a refresh of the text changes. */
export interface TextRefresh {
  /** Sentences of the status block; none takes the block away. */
  readonly status: readonly string[];
  /** Values that want to be proposed and wait: for more evaluations, or for a person. `null`: none. */
  readonly pending: PendingValues | null;
  /** What a person is told by it, once; it is remembered in the record. */
  readonly told?: string;
  /** Everything else is written anew, too; only where the values are exactly those of the commit. */
  readonly whole: boolean;
}

/** Values that an open pull request does not have yet, and how many evaluations in a row wanted to leave its own. */
export interface PendingValues {
  readonly evaluations: number;
  /** End of the evidence of the last of them, RFC 3339: the same evidence is no further evaluation. */
  readonly until: string;
}

/** Why OptPass closes a pull request of its own. */
export const closeReasons = [
  "within-dead-band",
  "target-removed",
  "superseded",
  "evidence-expired",
  "data-quality",
  "config-disabled",
  "declined",
  "human-applied-same-value",
] as const;

export type CloseReason = (typeof closeReasons)[number];
