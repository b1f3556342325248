import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import type { Comment, Issue } from "../state/issue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { actorNode } from "./nodes.ts";

export function commentNode(repository: Repository, comment: Comment) {
  return {
    __typename: "IssueComment",
    id: nodeId.comment(comment.id),
    databaseId: comment.id,
    body: comment.body,
    isMinimized: comment.minimizedReason !== null,
    minimizedReason: comment.minimizedReason,
    author: actorNode(comment.author),
    repository: repository.id,
  };
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
  };
}
