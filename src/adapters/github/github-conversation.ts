import type { Actor, Conversation } from "../../ports/conversation.ts";
import { addComment, editComment, listComments, readComment } from "./comments.ts";
import { describeRepository, type Known } from "./describe.ts";
import { changeLabels, editIssue, listOwnIssues, openIssue, pinIssue, readIssue } from "./issues.ts";
import { once } from "./once.ts";
import type { GitHubOptions } from "./options.ts";
import { listOwnReactions, react } from "./reactions.ts";
import { readReview, readReviewComment } from "./reviews.ts";
import { openSession, type Session } from "./session.ts";
import { readRole, readSelf } from "./who.ts";

/** What is said on one repository. Remembers who we are and the repository's name, and nothing that people write. */
export function createGitHubConversation(options: GitHubOptions): Conversation {
  const session = openSession(options);
  return conversationOn(
    session,
    once<Known>(() => describeRepository(session)),
    once<Actor>(() => readSelf(session)),
  );
}

/** The same on a session that others use, too. */
export function conversationOn(
  session: Session,
  known: () => Promise<Known>,
  self: () => Promise<Actor>,
): Conversation {
  return {
    self,
    roleOf: async (login) => readRole(session, await known(), login),
    comment: async (id) => readComment(session, await known(), id),
    review: async (pullRequest, id) => readReview(session, await known(), pullRequest, id),
    reviewComment: async (id) => readReviewComment(session, await known(), id),
    comments: async (issue, since) => listComments(session, await known(), issue, since),
    addComment: async (issue, body) => addComment(session, await known(), issue, body, await self()),
    editComment: async (id, body) => editComment(session, await known(), id, body),
    react: async (comment, reaction) => react(session, await known(), comment, reaction),
    ownReactions: async (comment) => listOwnReactions(session, await known(), comment, await self()),
    label: async (issue, change) => changeLabels(session, await known(), issue, change),
    issue: async (number) => readIssue(session, await known(), number),
    ownIssues: async () => listOwnIssues(session, await known(), await self()),
    openIssue: async (draft) => openIssue(session, await known(), draft, await self()),
    pinIssue: async (number) => pinIssue(session, await known(), number),
    editIssue: async (number, change) => editIssue(session, await known(), number, change),
  };
}
