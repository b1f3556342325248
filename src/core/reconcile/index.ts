// Takes what is desired and what is observed of one change; gives the next Action, and what people said no to.
export { type Desired, decide, type Observed, type ObservedPullRequest } from "./decide.ts";
export { type Declined, declined } from "./declined.ts";
