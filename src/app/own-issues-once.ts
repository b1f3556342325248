import type { Conversation, Issue } from "../ports/conversation.ts";

/** A conversation that lists our issues once, or not at all where they were seen already, until one is written. */
export function ownIssuesOnce(conversation: Conversation, seen: readonly Issue[] | null): Conversation {
  let listed: Promise<readonly Issue[]> | null = seen === null ? null : Promise.resolve(seen);
  return {
    ...conversation,
    async ownIssues() {
      listed ??= conversation.ownIssues();
      return listed;
    },
    openIssue(draft) {
      listed = null;
      return conversation.openIssue(draft);
    },
    editIssue(number, change) {
      listed = null;
      return conversation.editIssue(number, change);
    },
  };
}
