import { queueOf } from "../state/merge-queue.ts";
import type { Pull } from "../state/pull.ts";
import type { QueueEntry, Repository } from "../state/world.ts";
import { actorNode } from "./nodes.ts";

export function queueEntryNode(repository: Repository, pull: Pull, entry: QueueEntry) {
  return {
    id: `MQE_${entry.id}`,
    position: queueOf(repository, pull.baseRef).indexOf(entry) + 1,
    state: "QUEUED",
    enqueuedAt: entry.at,
    enqueuer: actorNode(entry.by),
  };
}
