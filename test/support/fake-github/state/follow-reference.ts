import { distance, isAncestor } from "./git-history.ts";
import { leaveQueue } from "./merge-queue.ts";
import type { Pull } from "./pull.ts";
import { close, markMerged } from "./pulls.ts";
import { reviewsAfterPush } from "./reviews.ts";
import { note } from "./timeline.ts";
import { happen, type Repository, type World } from "./world.ts";

export interface ReferenceMoved {
  readonly ref: string;
  /** null: it was not there. */
  readonly before: string | null;
  /** null: it is gone. */
  readonly after: string | null;
  readonly by: string;
}

/** What GitHub does to pull requests when a reference moves, and the push that it tells of. */
export async function followReference(
  world: World,
  repository: Repository,
  moved: ReferenceMoved,
): Promise<void> {
  const { ref, before, after, by } = moved;
  if (before === after) return;
  const forced = before !== null && after !== null && !(await isAncestor(repository.git, before, after));
  happen(world, { event: "push", repository, ref, before, after, forced, sender: by });
  if (!ref.startsWith("refs/heads/")) return;
  const branch = ref.slice("refs/heads/".length);
  for (const pull of repository.pulls.values()) {
    if (pull.headRef === branch && pull.fork === null)
      await followHead(world, repository, pull, moved, forced);
    else if (pull.baseRef === branch && pull.state === "open")
      await followBase(world, repository, pull, moved);
  }
}

/** A head with nothing ahead of its base closes the pull request, and a later push does not reopen it. */
async function followHead(
  world: World,
  repository: Repository,
  pull: Pull,
  { before, after, by }: ReferenceMoved,
  forced: boolean,
): Promise<void> {
  if (after === null) {
    note(world, pull, "head_ref_deleted", by);
    if (pull.state === "open") close(world, repository, pull, by);
    return;
  }
  if (before === null) note(world, pull, "head_ref_restored", by);
  if (pull.state !== "open") return;
  if (forced && before !== null)
    note(world, pull, "head_ref_force_pushed", by, { before, after, commit: after });
  const old = pull.headSha;
  pull.headSha = after;
  pull.mergeablePolls = world.limits.mergeablePolls;
  leaveQueue(world, repository, pull, by);
  reviewsAfterPush(world, repository, pull, { forced, after, by });
  happen(world, {
    event: "pull_request",
    action: "synchronize",
    ...{ repository, pull, before: old, after, sender: by },
  });
  const base = await repository.git.readRef(`refs/heads/${pull.baseRef}`);
  if (base !== null && (await distance(repository.git, base, after)).ahead === 0) {
    close(world, repository, pull, by);
  }
}

async function followBase(
  world: World,
  repository: Repository,
  pull: Pull,
  { after, by }: ReferenceMoved,
): Promise<void> {
  if (after === null) return close(world, repository, pull, by);
  // What merges it says so itself, once the base has moved.
  if (pull.mergeCommit !== null) return;
  if (await isAncestor(repository.git, pull.headSha, after)) {
    markMerged(world, repository, pull, after, by);
  } else pull.mergeablePolls = world.limits.mergeablePolls;
}
