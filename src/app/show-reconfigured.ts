import type { Instant } from "../core/model/index.ts";
import {
  isFreshPreview,
  isPreview,
  type Preview,
  previewBody,
  reconfigureBranch,
  writePreviewMark,
} from "../core/onboard/index.ts";
import type { PullRequest } from "../ports/code-host.ts";
import type { Conversation } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";

export interface ReconfiguredParts {
  /** The default branch. */
  readonly branch: string;
  /** What a pass would do with the configuration of a commit. */
  readonly preview: (commit: string) => Promise<Preview>;
  readonly template: string;
  readonly now: Instant;
}

/**
 * A person who wants to see what another configuration would do opens a pull request from the branch for it, and finds
 * a preview there: one comment, edited in place when the branch moves, or once a day. Its description is theirs.
 */
export async function showReconfigured(
  conversation: Conversation,
  open: readonly PullRequest[],
  { branch, preview, template, now }: ReconfiguredParts,
): Promise<void> {
  const pullRequest = open.find(
    ({ headBranch, baseBranch }) => headBranch === reconfigureBranch && baseBranch === branch,
  );
  if (pullRequest === undefined) return;
  const { number, headCommit: head } = pullRequest;
  try {
    const { login } = await conversation.self();
    const known = (await conversation.comments(number)).find(
      ({ author, body }) => author.login === login && isPreview(body),
    );
    if (known !== undefined && isFreshPreview(known.body, head, now)) return;
    const body = `${previewBody(await preview(head), template)}\n${writePreviewMark({ head, at: now })}`;
    if (known === undefined) await conversation.addComment(number, body);
    else await conversation.editComment(known.id, body);
  } catch (error) {
    const isRefused = error instanceof PortError && error.port === "github" && error.code === "unauthorized";
    if (!isRefused) throw error;
  }
}
