import type { Asked, Instant, Policy } from "../model/index.ts";

/** What a decision depends on beside the change itself. */
export interface Circumstances {
  readonly now: Instant;
  readonly policy: Pick<Policy, "updates" | "rejections" | "pullRequests">;
  /** What a person asked for this change; `null`: nothing. */
  readonly asked: Asked | null;
}
