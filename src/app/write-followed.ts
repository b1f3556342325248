import {
  type Followed,
  formatInstant,
  type Instant,
  instant,
  plain,
  type Seal,
} from "../core/model/index.ts";
import { followSentences, withStatus } from "../core/propose/index.ts";
import { followLabels } from "../core/reconcile/index.ts";
import { replaceMetadata, writeMetadata } from "../core/record/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import type { MergedChange } from "./followed-change.ts";
import { liveWithin } from "./judge-followed.ts";
import type { Say } from "./say-once.ts";

export interface WriteParts {
  readonly host: Pick<CodeHost, "pullRequest" | "updatePullRequest" | "labelPullRequest">;
  readonly seal: Seal | null;
  /** `null`: nothing is said beside the text of the pull request. */
  readonly say: Say | null;
  readonly now: Instant;
}

export function sentencesOf({ mergedAt }: MergedChange, followed: Followed): readonly string[] {
  return followSentences(followed, instant(mergedAt + liveWithin));
}

/**
 * Shows what a look found: the label, at the end a comment, and last the text with the record. The record says that all of
 * it was done, so a pass that dies before it is done once more by the next one.
 */
export async function writeFollowed(
  { host, seal, say, now }: WriteParts,
  change: MergedChange,
  followed: Followed,
): Promise<PullRequest> {
  const { number, labels } = change.pullRequest;
  const sentences = sentencesOf(change, followed);
  const due = followLabels(followed, labels);
  if (due.add.length + due.remove.length > 0) await host.labelPullRequest(number, due);
  // The end only: a comment writes to everybody who takes part.
  if (say !== null && followed.look?.next === null) {
    await say(number, "outcome", sentences.map(plain).join("\n\n"));
  }
  const fresh = await host.pullRequest(number);
  const record = { ...change.record, followed, writtenAt: formatInstant(now) };
  const body = replaceMetadata(withStatus(fresh.body, sentences), writeMetadata(record, seal));
  return host.updatePullRequest(number, { body });
}
