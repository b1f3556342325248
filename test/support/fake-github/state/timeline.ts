import type { Issue, TimelineEvent } from "./issue.ts";
import { stamp, type World } from "./world.ts";

type Details = Omit<TimelineEvent, "id" | "event" | "actor" | "at">;

export function note(
  world: World,
  issue: Issue,
  event: TimelineEvent["event"],
  actor: string,
  details: Details = {},
): void {
  issue.updatedAt = stamp(world.now());
  issue.timeline.push({ id: world.nextId(), event, actor, at: issue.updatedAt, ...details });
}
