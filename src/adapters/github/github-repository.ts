import type { CheckRuns } from "../../ports/check-runs.ts";
import type { CodeHost } from "../../ports/code-host.ts";
import type { Actor, Conversation } from "../../ports/conversation.ts";
import { describeRepository, type Known } from "./describe.ts";
import { checkRunsOn } from "./github-check-runs.ts";
import { codeHostOn } from "./github-code-host.ts";
import { conversationOn } from "./github-conversation.ts";
import { once } from "./once.ts";
import type { GitHubOptions } from "./options.ts";
import { openSession } from "./session.ts";
import { readSelf } from "./who.ts";

/** Everything that GitHub is to us in one repository. */
export interface GitHubRepository {
  readonly host: CodeHost;
  readonly conversation: Conversation;
  readonly checks: CheckRuns;
}

/**
 * All ports on one session, so that they share a token and a count of requests. Makes no request yet: make a new one for
 * each pass. Throws a PortError when an option cannot be right.
 */
export function openGitHubRepository(options: GitHubOptions): GitHubRepository {
  const session = openSession(options);
  const known = once<Known>(() => describeRepository(session));
  const self = once<Actor>(() => readSelf(session));
  return {
    host: codeHostOn(session, known, self),
    conversation: conversationOn(session, known, self),
    checks: checkRunsOn(session, known, self),
  };
}
