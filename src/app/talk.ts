import { type Instant, isOwnBranch, type Policy, type Seal } from "../core/model/index.ts";
import type { Actor, Conversation, Issue } from "../ports/conversation.ts";
import type { Recorder } from "./recorder.ts";

/** What answering people on one repository needs. */
export interface Talk {
  readonly conversation: Conversation;
  /** `null` where there is no key: marks are then believed as they are. */
  readonly seal: Seal | null;
  readonly policy: Pick<Policy, "rejections" | "dashboard">;
  /** Text of `templates/dashboard.md`. */
  readonly dashboardTemplate: string;
  readonly now: Instant;
  /** When the next pass begins; `null` where that is not known. */
  readonly nextPass: Instant | null;
  readonly recorder: Pick<Recorder, "ordered">;
}

/** A pull request that we opened, from a branch of ours. What anybody else wrote never counts as a proposal. */
export function isProposal(
  issue: Issue,
  self: Actor,
): issue is Issue & { readonly pullRequest: NonNullable<Issue["pullRequest"]> } {
  const { pullRequest, author } = issue;
  return (
    pullRequest !== null &&
    !pullRequest.isFork &&
    isOwnBranch(pullRequest.headBranch) &&
    author.login === self.login
  );
}
