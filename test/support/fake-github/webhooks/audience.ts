import { grants } from "../http/permissions.ts";
import type { Happening } from "../state/happening.ts";
import type { App, Installation, World } from "../state/world.ts";

/** The permission without which an app does not hear of an event. */
const needed: Readonly<Partial<Record<Happening["event"], string>>> = {
  issues: "issues:read",
  pull_request: "pull_requests:read",
  pull_request_review: "pull_requests:read",
  pull_request_review_comment: "pull_requests:read",
  merge_group: "merge_queues:read",
  check_run: "checks:read",
  push: "contents:read",
};

/** The installation through which an app hears of something, or null when it does not. */
export function audience(world: World, app: App, happening: Happening): Installation | null {
  if (happening.event === "installation" || happening.event === "installation_repositories") {
    return happening.installation.appId === app.id ? happening.installation : null;
  }
  const { repository, event } = happening;
  const installation = [...world.installations.values()].find(
    (each) =>
      each.appId === app.id &&
      !each.suspended &&
      each.account.toLowerCase() === repository.owner.toLowerCase() &&
      (each.repositories?.includes(repository.id) ?? true),
  );
  if (installation === undefined || !app.events.includes(event)) return null;
  if (event === "issue_comment") {
    const isOnPull = repository.pulls.has(happening.issue.number);
    const rows = isOnPull ? ["issues:read", "pull_requests:read"] : ["issues:read"];
    return rows.some((row) => grants(installation.permissions, row)) ? installation : null;
  }
  const isAnswer =
    event === "check_run" && (happening.action === "requested_action" || happening.action === "rerequested");
  if (isAnswer && happening.run.appId !== app.id) return null;
  const row = needed[event];
  return row === undefined || grants(installation.permissions, row) ? installation : null;
}
