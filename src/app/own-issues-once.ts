import type { Conversation, Issue } from "../ports/conversation.ts";

/** A conversation that lists our issues once, until one of them is written. */
export function ownIssuesOnce(conversation: Conversation): Conversation {
  let listed: Promise<readonly Issue[]> | null = null;
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
