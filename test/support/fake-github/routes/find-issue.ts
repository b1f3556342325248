import { grants } from "../http/permissions.ts";
import { notFound, Refused } from "../http/reply.ts";
import type { RepositoryCall } from "../http/router.ts";
import type { Issue } from "../state/issue.ts";
import { isPull, issueByNumber } from "../state/issues.ts";

/** The issue or pull request of the address. */
export function findIssue(call: RepositoryCall): Issue {
  const issue = issueByNumber(call.repository, Number(call.params["issue_number"]));
  if (issue === undefined) throw notFound();
  checkMayTouch(call, issue);
  checkResolvable(call, issue);
  return issue;
}

/** What was just made is not found for a while: reads are answered 404, writes 422. */
export function checkResolvable(call: RepositoryCall, issue: Issue): void {
  if (!issue.resolveLag.hides()) return;
  if (call.isRead) throw notFound();
  throw new Refused(422, `Could not resolve to a node with the global id of '${issue.id}'`);
}

/** The permission for pull requests opens what belongs to pull requests, but no issue. */
export function checkMayTouch(call: RepositoryCall, issue: Issue): void {
  const { actor } = call;
  if (!("permissions" in actor) || isPull(issue)) return;
  const level = call.isRead ? "read" : "write";
  if (grants(actor.permissions, `issues:${level}`)) return;
  const holder = actor.kind === "installation" ? "integration" : "personal access token";
  throw new Refused(403, `Resource not accessible by ${holder}`);
}
