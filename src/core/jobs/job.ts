/**
 * Something to look at. A job names what, and never what was said about it: whoever does it reads the world anew, so that
 * a late, doubled or forged hint changes nothing but when. Only who pressed a button or ticked a box is told nowhere
 * else. `repository` is `owner/name` in lower case.
 */
export type Job =
  /** Everything about a repository. */
  | { readonly kind: "pass"; readonly repository: string; readonly why: PassReason }
  /** One of our pull requests: it was closed, merged, reviewed, labelled or pushed to. */
  | { readonly kind: "pull-request"; readonly repository: string; readonly number: number }
  /** Something that was said and may hold a command. `comment` is its id among those of its form. */
  | {
      readonly kind: "comment";
      readonly repository: string;
      readonly form: CommentForm;
      readonly issue: number;
      readonly comment: number;
    }
  /** Anybody's pull request, which may change the configuration. */
  | { readonly kind: "config-check"; readonly repository: string; readonly number: number }
  /** Somebody asks for a check of the configuration once more; whose commit it is, the code host knows. */
  | { readonly kind: "config-recheck"; readonly repository: string; readonly commit: string }
  /** Somebody asks for the check of a proposal once more. */
  | {
      readonly kind: "proposal-recheck";
      readonly repository: string;
      readonly commit: string;
      /** Whether the commit has that check; `null`: whoever does it finds out. */
      readonly isThere: true | null;
    }
  /** A merge queue waits for the checks of what it would merge. */
  | {
      readonly kind: "merge-group";
      readonly repository: string;
      readonly commit: string;
      /** What the branch holds without it. */
      readonly base: string;
    }
  /** A person edited a text of ours: the dashboard or the body of a pull request. */
  | {
      readonly kind: "checkbox";
      readonly repository: string;
      readonly on: "issue" | "pull-request";
      readonly number: number;
      readonly by: string;
    }
  /** A button of ours below a check run. */
  | {
      readonly kind: "button";
      readonly repository: string;
      readonly check: number;
      readonly commit: string;
      readonly button: string;
      readonly by: string;
    };

/** Where something is said: below everything, with a review, or on a line of the diff. */
export const commentForms = ["comment", "review", "review-comment"] as const;

export type CommentForm = (typeof commentForms)[number];

/** `installed`: the repository is new to us, and somebody waits to see something. */
export const passReasons = ["schedule", "pushed", "installed"] as const;

export type PassReason = (typeof passReasons)[number];

/** The same for jobs of which one is enough when several wait. */
export function jobKey(job: Job): string {
  const start = `${job.kind} ${job.repository}`;
  switch (job.kind) {
    case "pass":
      return start;
    case "pull-request":
      return `${start}#${job.number}`;
    case "comment":
      return `${start}#${job.issue} ${job.form} ${job.comment}`;
    case "config-check":
      return `${start}#${job.number}`;
    case "config-recheck":
    case "proposal-recheck":
    case "merge-group":
      return `${start} ${job.commit}`;
    case "checkbox":
      return `${start}#${job.number} by ${job.by}`;
    case "button":
      return `${start} ${job.check} ${job.button} by ${job.by}`;
  }
}
