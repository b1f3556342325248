import { inert } from "../core/commands/index.ts";
import type { CommentForm } from "../core/jobs/index.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import type { Outcome } from "./order.ts";

/** What we heard. What somebody wrote with a review can have no reaction. */
export interface Heard {
  readonly form: CommentForm;
  readonly comment: Comment;
}

// GitHub refuses above 65,536 characters.
const longest = 60_000;

/**
 * Tells what became of a comment: by a reaction, and in words where there are some. One reply for each comment, which
 * is edited in place, so that telling twice is telling once.
 */
export async function answerComment(
  conversation: Conversation,
  heard: Heard,
  outcomes: readonly { readonly verb: string; readonly outcome: Outcome }[],
): Promise<void> {
  const { comment, form } = heard;
  const texts = outcomes.flatMap(({ verb, outcome }) => {
    // Without reactions, the reply is the only sign that something was done.
    const text = outcome.text ?? (form === "review" && outcome.kind === "done" ? "Done." : null);
    if (text === null) return [];
    return [outcomes.length > 1 ? `**${verb}**\n\n${text}` : text];
  });
  if (texts.length > 0) await reply(conversation, heard, texts.join("\n\n"));
  if (form === "review") return;
  const isRefused = outcomes.some(({ outcome }) => outcome.kind === "refused");
  await conversation.react({ form, id: comment.id }, isRefused ? "confused" : "rocket");
}

/** We said all that there is to say; a second delivery of the same comment has nothing to add. */
export async function isAnswered(conversation: Conversation, heard: Heard): Promise<boolean> {
  const { form, comment } = heard;
  if (form === "review") return (await findReply(conversation, heard)) !== null;
  const reactions = await conversation.ownReactions({ form, id: comment.id });
  return reactions.includes("rocket") || reactions.includes("confused");
}

async function reply(conversation: Conversation, heard: Heard, text: string): Promise<void> {
  const { login } = await conversation.self();
  const body = `${inert(text, login).slice(0, longest)}\n\n${markerOf(heard)}\n`;
  const earlier = await findReply(conversation, heard);
  if (earlier === null) await conversation.addComment(heard.comment.issue, body);
  else if (earlier.body.trim() !== body.trim()) await conversation.editComment(earlier.id, body);
}

async function findReply(conversation: Conversation, heard: Heard): Promise<Comment | null> {
  const [{ login }, later] = await Promise.all([
    conversation.self(),
    conversation.comments(heard.comment.issue, heard.comment.createdAt),
  ]);
  const marker = markerOf(heard);
  return later.find(({ author, body }) => author.login === login && body.includes(marker)) ?? null;
}

function markerOf({ form, comment }: Heard): string {
  return `<!--optpass:reply:${form}-${comment.id}-->`;
}
