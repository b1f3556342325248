import { z } from "zod";
import { type Actor, type Reactable, type Reaction, reactions } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import { reading } from "./comments.ts";
import type { Known } from "./describe.ts";
import type { Session } from "./session.ts";
import { reactionAnswer } from "./talk-answers.ts";

const perPage = 100;
const mostPages = 10;

const reacting = { doing: "react to a comment", needs: "Pull requests: write, or Issues: write" };

/** GitHub keeps one reaction of a kind from each of us. */
export async function react(
  session: Session,
  { owner, repo }: Known,
  { form, id }: Reactable,
  content: Reaction,
): Promise<void> {
  const { reactions: api } = session.client.rest;
  const asked = { owner, repo, comment_id: id, content, request: { repeatable: true } };
  await session.attempt(reacting, () =>
    form === "comment" ? api.createForIssueComment(asked) : api.createForPullRequestReviewComment(asked),
  );
}

/** Asked by kind, so that a comment that everybody likes takes no more pages. */
export async function listOwnReactions(
  session: Session,
  { owner, repo }: Known,
  { form, id }: Reactable,
  self: Actor,
): Promise<readonly Reaction[]> {
  const { reactions: api } = session.client.rest;
  const place = { owner, repo, comment_id: id, per_page: perPage };
  return session.attempt(reading, async () => {
    const found: Reaction[] = [];
    for (const content of reactions) {
      for (let page = 1; page <= mostPages; page += 1) {
        const asked = { ...place, content, page };
        const { data } = await (form === "comment"
          ? api.listForIssueComment(asked)
          : api.listForPullRequestReviewComment(asked));
        const read = readAnswer(z.array(reactionAnswer), data, session.place);
        if (read.some(({ user }) => user?.login === self.login)) found.push(content);
        if (read.length < perPage || found.includes(content)) break;
      }
    }
    return found;
  });
}
