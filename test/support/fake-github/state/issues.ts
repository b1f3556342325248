import type { Changes } from "./happening.ts";
import type { Issue } from "./issue.ts";
import { Lag } from "./lag.ts";
import type { Pull } from "./pull.ts";
import { note } from "./timeline.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export interface IssueDraft {
  readonly author: string;
  readonly title: string;
  readonly body: string | null;
}

export interface IssueChange {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: "open" | "closed";
}

/** GitHub pins three issues at most. */
const mostPins = 3;

export function isPull(issue: Issue): issue is Pull {
  return "headRef" in issue;
}

/** An issue or pull request. */
export function issueByNumber(repository: Repository, number: number): Issue | undefined {
  return repository.issues.get(number) ?? repository.pulls.get(number);
}

/** What issues and pull requests start with. */
export function startIssue(world: World, repository: Repository, draft: IssueDraft): Issue {
  repository.lastNumber += 1;
  const createdAt = stamp(world.now());
  const { author, title, body } = draft;
  return {
    ...{ id: world.nextId(), number: repository.lastNumber, author, title, body },
    ...{ state: "open", closedAt: null, closedBy: null, createdAt, updatedAt: createdAt },
    ...{ labels: [], reactions: [], timeline: [] },
    listLag: new Lag(world, world.limits.lagReads, world.limits.lagMilliseconds),
    resolveLag: new Lag(world, world.limits.unresolvedReads, 0),
  };
}

export function addIssue(world: World, repository: Repository, draft: IssueDraft): Issue {
  const issue = startIssue(world, repository, draft);
  repository.issues.set(issue.number, issue);
  happen(world, { event: "issues", action: "opened", repository, issue, sender: draft.author });
  return issue;
}

export function editIssue(
  world: World,
  repository: Repository,
  issue: Issue,
  change: IssueChange,
  sender: string,
): void {
  const changes = rewrite(world, issue, change, sender);
  if (Object.keys(changes).length > 0) {
    happen(world, { event: "issues", action: "edited", repository, issue, changes, sender });
  }
  if (change.state === undefined || change.state === issue.state) return;
  issue.state = change.state;
  const isClosed = change.state === "closed";
  issue.closedAt = isClosed ? stamp(world.now()) : null;
  issue.closedBy = isClosed ? sender : null;
  note(world, issue, isClosed ? "closed" : "reopened", sender);
  const action = isClosed ? "closed" : "reopened";
  happen(world, { event: "issues", action, repository, issue, sender });
}

/** Gives title and body; answers what they replaced. */
export function rewrite(world: World, issue: Issue, change: IssueChange, by: string): Changes {
  const changes: Record<string, { readonly from: unknown }> = {};
  const { title, body } = change;
  if (title !== undefined && title !== issue.title) {
    changes["title"] = { from: issue.title };
    note(world, issue, "renamed", by, { rename: { from: issue.title, to: title } });
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    changes["body"] = { from: issue.body ?? "" };
    issue.body = body;
  }
  issue.updatedAt = stamp(world.now());
  return changes;
}

/** False when three are pinned already. */
export function pin(world: World, repository: Repository, issue: Issue, sender: string): boolean {
  if (repository.pinned.includes(issue.number)) return true;
  if (repository.pinned.length >= mostPins) return false;
  repository.pinned.push(issue.number);
  note(world, issue, "pinned", sender);
  happen(world, { event: "issues", action: "pinned", repository, issue, sender });
  return true;
}

export function unpin(world: World, repository: Repository, issue: Issue, sender: string): void {
  const index = repository.pinned.indexOf(issue.number);
  if (index < 0) return;
  repository.pinned.splice(index, 1);
  note(world, issue, "unpinned", sender);
  happen(world, { event: "issues", action: "unpinned", repository, issue, sender });
}
