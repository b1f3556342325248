import type { Comment, Issue, Reaction } from "./issue.ts";
import { Lag } from "./lag.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export function addComment(
  world: World,
  repository: Repository,
  issue: Issue,
  draft: { readonly author: string; readonly body: string },
): Comment {
  const createdAt = stamp(world.now());
  const comment: Comment = {
    id: world.nextId(),
    issue: issue.number,
    author: draft.author,
    body: draft.body,
    createdAt,
    updatedAt: createdAt,
    reactions: [],
    listLag: new Lag(world, world.limits.lagReads, world.limits.lagMilliseconds),
    minimizedReason: null,
  };
  repository.comments.set(comment.id, comment);
  issue.updatedAt = createdAt;
  happen(world, {
    event: "issue_comment",
    action: "created",
    repository,
    issue,
    comment,
    sender: draft.author,
  });
  return comment;
}

export function editComment(
  world: World,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  edit: { readonly body: string; readonly by: string },
): void {
  const changes = { body: { from: comment.body } };
  comment.body = edit.body;
  comment.updatedAt = stamp(world.now());
  const sender = edit.by;
  happen(world, { event: "issue_comment", action: "edited", repository, issue, comment, changes, sender });
}

export function removeComment(
  world: World,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  sender: string,
): void {
  repository.comments.delete(comment.id);
  happen(world, { event: "issue_comment", action: "deleted", repository, issue, comment, sender });
}

export function commentsOf(repository: Repository, issue: Issue): Comment[] {
  return [...repository.comments.values()].filter((each) => each.issue === issue.number);
}

/** Reacting twice in the same way is answered with the reaction that is there. GitHub sends no webhook for it. */
export function react(
  world: World,
  reactions: Reaction[],
  author: string,
  content: string,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const present = reactions.find((each) => each.author === author && each.content === content);
  if (present !== undefined) return { reaction: present, isNew: false };
  const reaction = { id: world.nextId(), content, author, createdAt: stamp(world.now()) };
  reactions.push(reaction);
  return { reaction, isNew: true };
}
