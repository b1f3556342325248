import {
  type ChangeRecord,
  describeWorkload,
  formatInstant,
  isOwnBranch,
  type Seal,
} from "../core/model/index.ts";
import { isConfigurationBranch } from "../core/onboard/index.ts";
import { readChangeOf } from "../core/propose/index.ts";
import { holdLabel, snoozedUntil } from "../core/reconcile/index.ts";
import { readMetadata, type SeenPullRequest } from "../core/record/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";

/** What a pass found out about a pull request beside what it looks like. */
export type Noted = Pick<SeenPullRequest, "edited" | "undone">;

export const nothingNoted: Noted = { edited: null, undone: null };

/**
 * A pull request as it may be recorded; `null` where it proposes no values, and `unreadable` where nobody knows which:
 * neither its body nor its commit is ours as we made it.
 */
export async function seenPullRequest(
  host: Pick<CodeHost, "commitAt">,
  pullRequest: PullRequest,
  seal: Seal | null,
  { edited, undone }: Noted,
): Promise<Omit<SeenPullRequest, "endedBy"> | "unreadable" | null> {
  const { number, headBranch, headCommit, state, createdAt, endedAt, labels, body } = pullRequest;
  if (!isOwnBranch(headBranch) || isConfigurationBranch(headBranch)) return null;
  const told = readMetadata(body, seal);
  const record = told ?? (await recordOfCommit(host, headCommit));
  if (record === null) return "unreadable";
  const snoozed = snoozedUntil(labels);
  return {
    ...{ number, branch: headBranch, state, createdAt, endedAt, record, labels, edited, undone },
    workload: told === null ? null : describeWorkload(told.workload),
    isHeld: labels.includes(holdLabel),
    snoozedUntil: snoozed === null ? null : formatInstant(snoozed),
  };
}

async function recordOfCommit(
  host: Pick<CodeHost, "commitAt">,
  commit: string,
): Promise<ChangeRecord | null> {
  const found = await host.commitAt(commit);
  return found === null ? null : readChangeOf(found);
}
