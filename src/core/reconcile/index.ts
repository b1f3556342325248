// Takes what is desired and what is observed of one change; gives the next Action, what people said no to, and what
// has to wait.
export { admit, failureDomain, type Ledger, type Urgency } from "./admit.ts";
export type { Circumstances } from "./circumstances.ts";
export { citation } from "./citation.ts";
export { cooldownAfter, type MergedRollback } from "./cooldown.ts";
export { decide } from "./decide.ts";
export { decideUnwanted, type Unwanted } from "./decide-unwanted.ts";
export { type Declined, declined } from "./declined.ts";
export { dueLabels, labelsOf, putLabels } from "./due-labels.ts";
export { followLabels } from "./follow-labels.ts";
export { type Inverse, inverseOf, type Staying, type Today } from "./inverse.ts";
export type {
  Desired,
  Observed,
  ObservedBranch,
  ObservedPullRequest,
  ObservedReview,
} from "./observed.ts";
export { holdLabel, snoozedUntil } from "./standing-labels.ts";
