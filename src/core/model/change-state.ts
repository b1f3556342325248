/** Where one change stands after a pass; a dashboard has a section for each, or for several together. */
export type ChangeState =
  /** Its pull request was opened, reopened, updated or closed by this pass. */
  | "opened"
  | "reopened"
  | "updated"
  | "closed"
  /** Its pull request is open, and says what a new one would. */
  | "open"
  /** Open, and newer values wait until enough evaluations in a row want them. */
  | "settling"
  /** Open and approved: newer values are shown, and not pushed. */
  | "approved-newer-values"
  /** Open, and takes back what was merged, as a person asked. */
  | "rolling-back"
  /** In the host's merge queue. */
  | "queued"
  /** A person changed its branch. */
  | "edited"
  /** A person holds it, for good or until a day. */
  | "held"
  | "snoozed"
  /** Would be opened or updated, but not now. */
  | "awaiting-schedule"
  | "frozen"
  | "rate-limited"
  | "too-many-open"
  | "in-flight"
  /** Closed by a person, merged and taken back, or raised since: nothing like it is proposed. */
  | "closed-ignored"
  /** A branch of its name holds somebody else's commits. */
  | "foreign-branch"
  /** The policy lets nothing be written. */
  | "observed"
  /** Its pull request is open, and nothing more is wanted; it stays until it is known why. */
  | "unconfirmed"
  /** Nothing to change. */
  | "in-balance"
  | "errored";

/** What a person asked for: to look again, to move it onto the base branch, or to throw their edits away, too. */
export type Asked = "rerun" | "rebase" | "recreate";
