import type { RepositoryFile } from "../../core/model/index.ts";
import type { BranchTip, PullRequest, SeenComment, SeenTalk } from "../../ports/code-host.ts";
import type { Actor, Issue } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import {
  type CommentList,
  fileAnswer,
  type SeenBranch,
  type SeenIssue,
  type SeenPull,
  type SeenTip,
} from "./overview-answers.ts";
import type { Session } from "./session.ts";

// An overview as GraphQL says it, in the words of the ports.

const states = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;

export function inWords(pull: SeenPull): PullRequest {
  const { number, url, title, body, isDraft, createdAt, mergedAt, closedAt } = pull;
  return {
    ...{ number, url, title, body, isDraft, createdAt },
    state: states[pull.state],
    headBranch: pull.headRefName,
    headCommit: pull.headRefOid,
    baseBranch: pull.baseRefName,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    endedAt: mergedAt ?? closedAt,
  };
}

export function tipOf({ oid, message, tree }: Pick<SeenTip, "oid" | "message" | "tree">): BranchTip {
  return { commit: oid, tree: tree.oid, message };
}

export function subjectsOf({ history }: SeenTip): readonly string[] {
  return history.nodes
    .filter(({ parents }) => parents.totalCount < 2)
    .map(({ messageHeadline }) => messageHeadline.slice(0, 200));
}

export function issueOf(issue: SeenIssue): Issue {
  const { number, url, title, body, state, author, labels } = issue;
  return {
    ...{ number, url, title, body, author: actorOf(author), pullRequest: null },
    state: state === "OPEN" ? "open" : "closed",
    labels: (labels?.nodes ?? []).map(({ name }) => name),
  };
}

/** Whose check it is, is told by the app's name: others may use the same name for theirs. */
export function checkOn(
  target: SeenBranch["target"],
  self: Actor | null,
): readonly (readonly [string, boolean])[] {
  if (target?.checkSuites == null) return [];
  // What tells later looks that nothing is missing is written last.
  const isWhole = target.checkSuites.nodes.some(
    ({ app, checkRuns }) =>
      `${app?.slug ?? ""}[bot]` === self?.login && (checkRuns?.nodes ?? []).some((run) => !!run.externalId),
  );
  return [[target.oid, isWhole]];
}

export function talkOf(issue: number, { pageInfo, nodes }: CommentList): SeenTalk {
  const comments = nodes.flatMap((node): readonly SeenComment[] => {
    if (node.databaseId === null) return [];
    const has = (content: string): boolean =>
      node.reactionGroups?.some((group) => group.content === content && group.viewerHasReacted) === true;
    const { url, body, createdAt, lastEditedAt } = node;
    return [
      {
        ...{ id: node.databaseId, issue, url, body, createdAt, author: actorOf(node.author) },
        isEdited: lastEditedAt !== null,
        reactions: (["eyes", "rocket", "confused"] as const).filter((name) => has(name.toUpperCase())),
      },
    ];
  });
  return { issue, comments, hasOlder: pageInfo.hasPreviousPage };
}

/** The texts at these paths. A link and what is too large are there, and not read. */
export function filesIn(
  session: Session,
  { fullName }: Known,
  tip: SeenTip | null,
  paths: readonly string[],
): { readonly origin: string; readonly files: ReadonlyMap<string, RepositoryFile> } {
  const files = new Map<string, RepositoryFile>();
  const found: Readonly<Record<string, unknown>> = tip ?? {};
  for (const [index, path] of paths.entries()) {
    const entry = readAnswer(fileAnswer, found[`path${index}`] ?? null, session.place);
    const { object } = entry ?? {};
    if (entry == null || object == null) continue;
    const { text = null, byteSize: bytes = 0 } = object;
    if (entry.mode === linkMode) files.set(path, { kind: "symlink", target: text ?? "" });
    else if (object.isTruncated === true || bytes > session.limits.fileBytes)
      files.set(path, { kind: "too-large", bytes });
    else if (object.isBinary === true || text === null) files.set(path, { kind: "binary" });
    else files.set(path, { kind: "text", text });
  }
  return { origin: `${fullName}@${tip?.oid ?? ""}`, files };
}

const linkMode = 0o120000;

/** GraphQL says that somebody is a program by the type, and leaves the end of its login out. */
function actorOf(author: SeenIssue["author"]): Actor {
  // An account that is gone may do nothing and is nobody's.
  if (author === null) return { login: "ghost", isBot: true };
  const { __typename: type, login } = author;
  const isBot = type !== "User";
  return { login: type === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login, isBot };
}
