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

/** All at once, and by kind where there are more than a page, so that a comment that everybody likes takes few. */
export async function listOwnReactions(
  session: Session,
  { owner, repo }: Known,
  { form, id }: Reactable,
  self: Actor,
): Promise<readonly Reaction[]> {
  const { reactions: api } = session.client.rest;
  const place = { owner, repo, comment_id: id, per_page: perPage };
  const read = async (more: { readonly content?: Reaction; readonly page?: number }) => {
    const asked = { ...place, ...more };
    const { data } = await (form === "comment"
      ? api.listForIssueComment(asked)
      : api.listForPullRequestReviewComment(asked));
    return readAnswer(z.array(reactionAnswer), data, session.place);
  };
  const isOurs = ({ user }: z.infer<typeof reactionAnswer>) => user?.login === self.login;
  return session.attempt(reading, async () => {
    const all = await read({});
    if (all.length < perPage)
      return reactions.filter((kind) => all.some((each) => each.content === kind && isOurs(each)));
    const found: Reaction[] = [];
    for (const content of reactions) {
      for (let page = 1; page <= mostPages; page += 1) {
        const some = await read({ content, page });
        if (some.some(isOurs)) found.push(content);
        if (some.length < perPage || found.includes(content)) break;
      }
    }
    return found;
  });
}
