import { loginOf } from "../http/actor.ts";
import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { commentsOf } from "../state/comments.ts";
import type { Comment, Issue } from "../state/issue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { actorNode } from "./nodes.ts";

const reactionContents = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
} as const;

export function commentNode(view: Viewpoint, repository: Repository, comment: Comment) {
  const viewer = loginOf(view.actor);
  const kind = repository.pulls.has(comment.issue) ? "pull" : "issues";
  return {
    __typename: "IssueComment",
    id: nodeId.comment(comment.id),
    databaseId: comment.id,
    body: comment.body,
    url: `${view.webUrl}/${fullName(repository)}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    createdAt: comment.createdAt,
    lastEditedAt: comment.updatedAt === comment.createdAt ? null : comment.updatedAt,
    isMinimized: comment.minimizedReason !== null,
    minimizedReason: comment.minimizedReason,
    author: actorNode(comment.author),
    repository: repository.id,
    // Every kind is there, whether anybody used it or not.
    reactionGroups: Object.entries(reactionContents).map(([content, name]) => ({
      content,
      viewerHasReacted: comment.reactions.some((each) => each.author === viewer && each.content === name),
    })),
  };
}

/** The comments of an issue or pull request, oldest first. */
export function commentConnection(
  view: Viewpoint,
  repository: Repository,
  issue: Issue,
  args: PageArguments,
) {
  const visible = commentsOf(repository, issue).filter((each) => !each.listLag.hides());
  return connection(
    visible.map((each) => commentNode(view, repository, each)),
    args,
  );
}

export function issueNode(view: Viewpoint, repository: Repository, issue: Issue) {
  return {
    __typename: "Issue",
    id: nodeId.issue(repository.id, issue.number),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state.toUpperCase(),
    closed: issue.state === "closed",
    url: `${view.webUrl}/${fullName(repository)}/issues/${issue.number}`,
    isPinned: repository.pinned.includes(issue.number),
    author: actorNode(issue.author),
    updatedAt: issue.updatedAt,
    labels: (args: PageArguments) => labelConnection(issue, args),
    comments: (args: PageArguments) => commentConnection(view, repository, issue, args),
  };
}

export function labelConnection({ labels }: Pick<Issue, "labels">, args: PageArguments) {
  return connection(
    labels.map((name) => ({ id: nodeId.label(name), name })),
    args,
  );
}
