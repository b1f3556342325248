// Takes what is desired and what is observed of one change; gives the next Action.
export { type Desired, decide, type Observed, type ObservedPullRequest } from "./decide.ts";
