import type { Pull } from "./pull.ts";
import { happen, type QueueEntry, type Repository, stamp, type World } from "./world.ts";

/** The queue of a branch, first in line first. */
export function queueOf(repository: Repository, branch: string): readonly QueueEntry[] {
  return repository.mergeQueues.get(branch) ?? [];
}

export function queueEntryOf(repository: Repository, pull: Pull): QueueEntry | undefined {
  return queueOf(repository, pull.baseRef).find((each) => each.pull === pull.number);
}

export function enqueue(
  world: World,
  repository: Repository,
  pull: Pull,
  by: string,
  jump: boolean,
): QueueEntry {
  const present = queueEntryOf(repository, pull);
  if (present !== undefined) return present;
  const entry = { id: world.nextId(), pull: pull.number, by, at: stamp(world.now()) };
  const queue = queueOf(repository, pull.baseRef);
  repository.mergeQueues.set(pull.baseRef, jump ? [entry, ...queue] : [...queue, entry]);
  happen(world, { event: "pull_request", action: "enqueued", repository, pull, sender: by });
  return entry;
}

export function leaveQueue(
  world: World,
  repository: Repository,
  pull: Pull,
  sender: string,
): QueueEntry | null {
  const entry = queueEntryOf(repository, pull);
  if (entry === undefined) return null;
  const rest = queueOf(repository, pull.baseRef).filter((each) => each !== entry);
  repository.mergeQueues.set(pull.baseRef, rest);
  const reason = pull.mergedAt === null ? "MANUAL" : "MERGE";
  happen(world, { event: "pull_request", action: "dequeued", repository, pull, reason, sender });
  return entry;
}
