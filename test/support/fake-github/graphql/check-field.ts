import { checkPermission } from "../http/permissions.ts";
import { Refused } from "../http/reply.ts";
import type { Viewpoint } from "../http/router.ts";
import { graphqlError } from "./errors.ts";

const operations = {
  "checks:read": "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "issues:read": "GET /repos/{owner}/{repo}/issues",
  "pull_requests:read": "GET /repos/{owner}/{repo}/pulls",
} as const;

/** Throws GitHub's refusal of one field, where the token may not see it. */
export function checkField(view: Viewpoint, needed: keyof typeof operations): void {
  try {
    checkPermission(view.actor, operations[needed]);
  } catch (error) {
    if (error instanceof Refused) throw graphqlError("FORBIDDEN", error.message);
    throw error;
  }
}
