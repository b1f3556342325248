import type { Issue, Label } from "./issue.ts";
import { isPull } from "./issues.ts";
import { note } from "./timeline.ts";
import { happen, type Repository, type World } from "./world.ts";

/** The label of this name in any letter case, made where it is missing. */
export function ensureLabel(
  world: World,
  repository: Repository,
  name: string,
  look: { readonly color?: string; readonly description?: string } = {},
): Label {
  const key = name.toLowerCase();
  const present = repository.labels.get(key);
  if (present !== undefined) return present;
  const { color = "ededed", description = "" } = look;
  const label = { id: world.nextId(), name, color, description };
  repository.labels.set(key, label);
  return label;
}

export function addLabel(world: World, repository: Repository, issue: Issue, name: string, by: string): void {
  const label = ensureLabel(world, repository, name).name;
  if (issue.labels.includes(label)) return;
  issue.labels.push(label);
  note(world, issue, "labeled", by, { label });
  tell(world, repository, issue, "labeled", label, by);
}

/** False when the issue does not carry it. */
export function removeLabel(
  world: World,
  repository: Repository,
  issue: Issue,
  name: string,
  by: string,
): boolean {
  const index = issue.labels.findIndex((each) => each.toLowerCase() === name.toLowerCase());
  const label = issue.labels[index];
  if (label === undefined) return false;
  issue.labels.splice(index, 1);
  note(world, issue, "unlabeled", by, { label });
  tell(world, repository, issue, "unlabeled", label, by);
  return true;
}

function tell(
  world: World,
  repository: Repository,
  issue: Issue,
  action: "labeled" | "unlabeled",
  label: string,
  sender: string,
): void {
  happen(
    world,
    isPull(issue)
      ? { event: "pull_request", action, repository, pull: issue, label, sender }
      : { event: "issues", action, repository, issue, label, sender },
  );
}
