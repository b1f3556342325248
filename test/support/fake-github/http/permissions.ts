import known from "../contract/permissions.json" with { type: "json" };
import type { Permissions } from "../state/world.ts";
import type { Actor } from "./actor.ts";
import { Refused } from "./reply.ts";

/** Rows that GitHub's list of permissions leaves out; `+` joins what is needed together. */
const added: Readonly<Record<string, readonly string[]>> = {
  "GET /repos/{owner}/{repo}/compare/{basehead}": ["contents:read"],
  "GET /repos/{owner}/{repo}/tarball/{ref}": ["contents:read"],
  "PUT /repos/{owner}/{repo}/contents/{path}": ["contents:write"],
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch": ["pull_requests:write"],
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": ["pull_requests:read"],
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": ["checks:read"],
  "mutation updateRefs": ["contents:write"],
  "mutation createRef": ["contents:write"],
  "mutation createCommitOnBranch": ["contents:write"],
  "mutation revertPullRequest": ["pull_requests:write"],
  "mutation closePullRequest": ["pull_requests:write"],
  "mutation reopenPullRequest": ["pull_requests:write"],
  "mutation convertPullRequestToDraft": ["pull_requests:write+contents:write"],
  "mutation markPullRequestReadyForReview": ["pull_requests:write+contents:write"],
  "mutation updatePullRequestBranch": ["pull_requests:write"],
  "mutation enablePullRequestAutoMerge": ["pull_requests:write+contents:write"],
  "mutation disablePullRequestAutoMerge": ["pull_requests:write+contents:write"],
  "mutation enqueuePullRequest": ["pull_requests:write+contents:write"],
  "mutation dequeuePullRequest": ["pull_requests:write+contents:write"],
  "mutation minimizeComment": ["issues:write", "pull_requests:write"],
  "mutation unminimizeComment": ["issues:write", "pull_requests:write"],
  "mutation pinIssue": ["issues:write"],
  "mutation unpinIssue": ["issues:write"],
};

const forApps = /^(?:GET \/app$|[A-Z]+ \/app\/|GET \/repos\/\{owner\}\/\{repo\}\/installation$)/;
const levels = ["read", "write", "admin"];
const needed = new Map<string, readonly string[]>([...Object.entries(known), ...Object.entries(added)]);

export function checkPermission(actor: Actor, operation: string): void {
  const isForApps = forApps.test(operation);
  if (isForApps && actor.kind !== "app") throw new Refused(401, "A JSON web token could not be decoded");
  if (actor.kind === "app") {
    if (!isForApps) throw new Refused(401, "Bad credentials");
    return;
  }
  const rows = needed.get(operation) ?? [];
  if (actor.kind === "anonymous") {
    if (!operation.startsWith("GET ")) throw new Refused(401, "Requires authentication");
    return;
  }
  if (rows.length === 0 || rows.some((row) => grants(actor.permissions, row))) return;
  const holder = actor.kind === "installation" ? "integration" : "personal access token";
  throw new Refused(403, `Resource not accessible by ${holder}`);
}

export function grants(permissions: Permissions, row: string): boolean {
  if (row.includes("+")) return row.split("+").every((each) => grants(permissions, each));
  const [permission = "", level = ""] = row.split(":");
  // Every token may read metadata.
  if (row === "metadata:read") return true;
  const held = Object.hasOwn(permissions, permission) ? permissions[permission] : undefined;
  return held !== undefined && levels.indexOf(held) >= levels.indexOf(level);
}
