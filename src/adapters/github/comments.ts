import { z } from "zod";
import { formatInstant, type Instant, instant } from "../../core/model/index.ts";
import { type Actor, type Comment, type Reaction, reactions } from "../../ports/conversation.ts";
import { PortError } from "../../ports/port-error.ts";
import { readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";
import { commentAnswer, reactionAnswer, reviewAnswer } from "./talk-answers.ts";
import { writeOnce } from "./write-once.ts";

const longestBody = 65_536;
const perPage = 100;
const mostPages = 10;

const reading = { doing: "read comments", needs: "Pull requests: read" };
const writing = { doing: "write a comment", needs: "Pull requests: write, or Issues: write" };
const reacting = { doing: "react to a comment", needs: "Pull requests: write, or Issues: write" };

export async function readComment(session: Session, known: Known, id: number): Promise<Comment | null> {
  const { owner, repo } = known;
  return session.attempt(reading, async () => {
    try {
      const { data } = await session.client.rest.issues.getComment({ owner, repo, comment_id: id });
      return asComment(readAnswer(commentAnswer, data, session.place));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

export async function readReview(
  session: Session,
  known: Known,
  pullRequest: number,
  id: number,
): Promise<Comment | null> {
  const { owner, repo } = known;
  return session.attempt(reading, async () => {
    try {
      const place = { owner, repo, pull_number: pullRequest, review_id: id };
      const { data } = await session.client.rest.pulls.getReview(place);
      const review = readAnswer(reviewAnswer, data, session.place);
      // One that was begun and not submitted was not said yet.
      if (review.submitted_at === undefined) return null;
      return {
        id: review.id,
        issue: pullRequest,
        author: asActor(review.user),
        body: review.body ?? "",
        url: review.html_url,
        createdAt: instant(Date.parse(review.submitted_at)),
        isEdited: false,
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

/** Oldest first, and a thousand at most: whoever looks for what was said after something asks from there on. */
export async function listComments(
  session: Session,
  known: Known,
  issue: number,
  since: Instant = instant(0),
): Promise<readonly Comment[]> {
  const { owner, repo } = known;
  const place = { owner, repo, issue_number: issue, since: formatInstant(since), per_page: perPage };
  return session.attempt(reading, async () => {
    const found: Comment[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await session.client.rest.issues.listComments({ ...place, page });
      const read = readAnswer(z.array(commentAnswer), data, session.place);
      found.push(...read.map(asComment));
      if (read.length < perPage) break;
    }
    return found;
  });
}

export async function addComment(
  session: Session,
  known: Known,
  issue: number,
  body: string,
  self: Actor,
): Promise<Comment> {
  checkBody(body);
  const { owner, repo } = known;
  const began = instant(Date.now() - 60_000);
  return writeOnce(
    session,
    writing,
    async () => {
      const place = { owner, repo, issue_number: issue };
      const { data } = await session.client.rest.issues.createComment({ ...place, body });
      return asComment(readAnswer(commentAnswer, data, session.place));
    },
    async () => {
      const recent = await listComments(session, known, issue, began);
      return recent.findLast((each) => each.author.login === self.login && each.body === body) ?? null;
    },
  );
}

export async function editComment(session: Session, known: Known, id: number, body: string): Promise<void> {
  checkBody(body);
  const { owner, repo } = known;
  await session.attempt(writing, () =>
    session.client.rest.issues.updateComment({
      owner,
      repo,
      comment_id: id,
      body,
      request: { repeatable: true },
    }),
  );
}

/** GitHub keeps one reaction of a kind from each of us. */
export async function react(session: Session, known: Known, id: number, content: Reaction): Promise<void> {
  const { owner, repo } = known;
  await session.attempt(reacting, () =>
    session.client.rest.reactions.createForIssueComment({
      owner,
      repo,
      comment_id: id,
      content,
      request: { repeatable: true },
    }),
  );
}

/** All at once, and by kind where there are more than a page, so that a comment that everybody likes takes few. */
export async function listOwnReactions(
  session: Session,
  known: Known,
  id: number,
  self: Actor,
): Promise<readonly Reaction[]> {
  const { owner, repo } = known;
  const place = { owner, repo, comment_id: id, per_page: perPage };
  return session.attempt(reading, async () => {
    const { data } = await session.client.rest.reactions.listForIssueComment(place);
    const all = readAnswer(z.array(reactionAnswer), data, session.place);
    const isOurs = ({ user }: { readonly user: { readonly login: string } | null }) =>
      user?.login === self.login;
    if (all.length < perPage)
      return reactions.filter((kind) => all.some((each) => each.content === kind && isOurs(each)));
    const found: Reaction[] = [];
    for (const content of reactions) {
      for (let page = 1; page <= mostPages; page += 1) {
        const { data } = await session.client.rest.reactions.listForIssueComment({ ...place, content, page });
        const read = readAnswer(z.array(reactionAnswer), data, session.place);
        if (read.some(isOurs)) found.push(content);
        if (read.length < perPage || found.includes(content)) break;
      }
    }
    return found;
  });
}

export function asActor(user: { readonly login: string; readonly type: string } | null): Actor {
  // An account that is gone may do nothing and is nobody's.
  if (user === null) return { login: "ghost", isBot: true };
  return { login: user.login, isBot: user.type !== "User" || user.login.endsWith("[bot]") };
}

export function checkBody(body: string): void {
  if (body.length <= longestBody) return;
  const line = `the text has ${body.length} characters; GitHub takes ${longestBody}`;
  throw new PortError("github", "rejected", line);
}

function asComment(answer: z.infer<typeof commentAnswer>): Comment {
  return {
    id: answer.id,
    issue: Number(/\/issues\/(\d+)$/.exec(answer.issue_url)?.[1] ?? 0),
    author: asActor(answer.user),
    body: answer.body ?? "",
    url: answer.html_url,
    createdAt: instant(Date.parse(answer.created_at)),
    isEdited: Date.parse(answer.updated_at) > Date.parse(answer.created_at),
  };
}
