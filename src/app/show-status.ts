import { code, formatInstant, plain } from "../core/model/index.ts";
import { followSentences } from "../core/propose/index.ts";
import { holdLabel } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { Issue } from "../ports/conversation.ts";
import { describeClosed } from "./ignore-proposal.ts";
import { readPaused } from "./pause-repository.ts";
import { isProposal, type Talk } from "./talk.ts";

/** Where a proposal stands, from what GitHub shows of it, and what happens next. */
export async function describeStatus(talk: Talk, issue: Issue): Promise<string> {
  const paused = await readPaused(talk);
  const next = talk.nextPass === null ? "" : ` The next pass begins at ${formatInstant(talk.nextPass)}.`;
  const running =
    paused === null
      ? `OptPass runs in this repository.${next}`
      : `OptPass is paused here, by ${plain(paused.by)} since ${plain(paused.since)}.`;
  if (!isProposal(issue, await talk.conversation.self())) return running;
  return [whereItStands(talk, issue), ...valuesOf(talk, issue), running].join("\n\n");
}

function whereItStands(talk: Talk, issue: Issue): string {
  if (issue.pullRequest?.isMerged === true) {
    return `**Merged.** ${describeMerged(talk, issue)}`;
  }
  if (issue.state === "open") {
    return issue.labels.includes(holdLabel)
      ? "**Held.** It is neither updated nor merged by rule until `unhold`."
      : "**Proposed.** It waits for a review, and is kept up to date when its values move.";
  }
  return `**Closed.** ${describeClosed(talk, issue)}`;
}

function describeMerged({ seal }: Talk, { body }: Issue): string {
  const followed = readMetadata(body, seal)?.followed;
  if (followed === undefined) return "The next pass looks whether it runs, and what comes of it.";
  return followSentences(followed, null).map(plain).join(" ");
}

function valuesOf({ seal }: Talk, issue: Issue): readonly string[] {
  const record = readMetadata(issue.body, seal);
  if (record === null) return [];
  const values = record.settings
    .slice(0, 50)
    .map(
      ({ container, setting, from, to }) =>
        `- ${code(`${container} ${setting}`)}: ${shown(from)} → ${shown(to)}`,
    );
  return [values.join("\n"), `Evidence until ${plain(record.evidenceUntil)}.`];
}

function shown(text: string | null): string {
  return text === null ? "not set" : code(text);
}
