import type { Viewpoint } from "../http/router.ts";
import type { Comment, Reaction } from "../state/issue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { appReference } from "./app-json.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

const contents = ["+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket"] as const;

export function commentJson(view: Viewpoint, repository: Repository, comment: Comment): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/issues`;
  const kind = repository.pulls.has(comment.issue) ? "pull" : "issues";
  const web = `${view.webUrl}/${fullName(repository)}/${kind}/${comment.issue}`;
  return {
    id: comment.id,
    node_id: nodeId.comment(comment.id),
    url: `${url}/comments/${comment.id}`,
    html_url: `${web}#issuecomment-${comment.id}`,
    issue_url: `${url}/${comment.issue}`,
    user: userJson(view, comment.author),
    body: comment.body,
    author_association: associationOf(repository, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    performed_via_github_app: appReference(view, comment.author),
    reactions: reactionCounts(`${url}/comments/${comment.id}/reactions`, comment.reactions),
  };
}

export function reactionJson(view: Viewpoint, reaction: Reaction): Fields {
  return {
    id: reaction.id,
    node_id: nodeId.reaction(reaction.id),
    user: userJson(view, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

export function reactionCounts(url: string, reactions: readonly Reaction[]): Fields {
  const counts = contents.map((content) => [
    content,
    reactions.filter((each) => each.content === content).length,
  ]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}

/** Says how near somebody stands to the repository; no authority follows from it. */
export function associationOf(repository: Repository, login: string): string {
  if (login === repository.owner) return "OWNER";
  return repository.roles.has(login.toLowerCase()) ? "COLLABORATOR" : "CONTRIBUTOR";
}
