import { parseComment } from "../core/commands/index.ts";
import { duration, type Instant, instant } from "../core/model/index.ts";
import type { SeenTalk } from "../ports/code-host.ts";
import type { Comment, Conversation, Reaction } from "../ports/conversation.ts";

// As long as GitHub itself would deliver again: who has waited for longer does not wait any more.
const heardWithin = duration(3, "d");

/**
 * Comments with commands that nobody answered: their deliveries were lost, or are still under way. Our reaction
 * tells what was answered, so that a command counts once however often it is found.
 */
export async function findUnheard(
  conversation: Pick<Conversation, "self" | "comments" | "ownReactions">,
  talks: readonly SeenTalk[],
  now: Instant,
): Promise<readonly Comment[]> {
  const since = instant(now - heardWithin);
  const unheard: Comment[] = [];
  for (const { issue, comments, hasOlder } of talks) {
    const isCommand = await commandReader(conversation, since);
    for (const comment of comments)
      if (!isAnswer(comment.reactions) && isCommand(comment)) unheard.push(comment);
    const [oldest] = comments;
    if (!hasOlder || (oldest !== undefined && oldest.createdAt < since)) continue;
    const shown = new Set(comments.map(({ id }) => id));
    for (const comment of await conversation.comments(issue, since)) {
      if (shown.has(comment.id) || !isCommand(comment)) continue;
      if (!isAnswer(await conversation.ownReactions({ form: "comment", id: comment.id })))
        unheard.push(comment);
    }
  }
  return unheard;
}

async function commandReader(
  conversation: Pick<Conversation, "self">,
  since: Instant,
): Promise<(comment: Comment) => boolean> {
  const { login } = await conversation.self();
  return ({ author, isEdited, createdAt, body }) =>
    !author.isBot &&
    author.login !== login &&
    !isEdited &&
    createdAt >= since &&
    parseComment(body, login).length > 0;
}

function isAnswer(reactions: readonly Reaction[]): boolean {
  return reactions.includes("rocket") || reactions.includes("confused");
}
