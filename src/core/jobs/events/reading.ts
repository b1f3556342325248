import type { Job } from "../job.ts";

/** What an event is to us. */
export type Reading =
  | {
      readonly kind: "jobs";
      readonly jobs: readonly Job[];
      /** Repositories that we may not work on any more, `owner/name` in lower case. */
      readonly gone: readonly string[];
      /**
       * The same for the same thing that happened, also when it is told twice under different ids, as by a webhook of
       * the repository besides that of the app. `null` where a payload does not tell one time from the next.
       */
      readonly meaning: string | null;
    }
  | { readonly kind: "ignored"; readonly because: IgnoredBecause };

export type IgnoredBecause =
  /** Nothing that we act on. */
  | "other-event"
  | "other-action"
  /** Not what GitHub documents of this event. */
  | "unreadable"
  /** Ours or another program's; the hourly pass sees what it did. */
  | "by-a-bot"
  /** Neither our pull request nor our issue. */
  | "not-ours"
  | "other-branch"
  /** No file that could set a value. */
  | "nothing-to-tune"
  | "no-command";

export function ignored(because: IgnoredBecause): Reading {
  return { kind: "ignored", because };
}

export function toDo(jobs: readonly Job[], meaning: string | null = null): Reading {
  return { kind: "jobs", jobs, gone: [], meaning };
}
