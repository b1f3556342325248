import { mergePull } from "./merge-pull.ts";
import { enqueue } from "./merge-queue.ts";
import { type MergeState, mergeState, missing } from "./merge-state.ts";
import type { AutoMerge, Pull } from "./pull.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

/** GitHub's refusal, or null when the pull request waits for its rules now. */
export async function enableAutoMerge(
  world: World,
  repository: Repository,
  pull: Pull,
  order: Omit<AutoMerge, "at">,
): Promise<string | null> {
  if (!repository.autoMergeAllowed) return "Auto merge is not allowed for this repository";
  if (pull.state !== "open") return "Pull request is closed";
  // Only what is held back by a rule can wait for it; GitHub's sentence names the pull request twice.
  const state: MergeState = await mergeState(repository, pull);
  if (state !== "blocked" && state !== "unknown") return `Pull request Pull request is in ${state} status`;
  pull.autoMerge = { ...order, at: stamp(world.now()) };
  pull.updatedAt = pull.autoMerge.at;
  happen(world, { event: "pull_request", action: "auto_merge_enabled", repository, pull, sender: order.by });
  return null;
}

export function disableAutoMerge(world: World, repository: Repository, pull: Pull, sender: string): void {
  if (pull.autoMerge === null) return;
  pull.autoMerge = null;
  happen(world, { event: "pull_request", action: "auto_merge_disabled", repository, pull, sender });
}

/** Merges, or puts into the queue, what waited for a review or a check that has come. */
export async function settleAutoMerges(world: World, repository: Repository): Promise<void> {
  for (const pull of repository.pulls.values()) {
    const { autoMerge } = pull;
    if (autoMerge === null || pull.state !== "open" || missing(repository, pull) !== null) continue;
    const state = await mergeState(repository, pull);
    if (state !== "clean" && state !== "unstable") continue;
    if (repository.rules.get(pull.baseRef)?.mergeQueue === true) {
      enqueue(world, repository, pull, autoMerge.by, false);
    } else {
      await mergePull(world, repository, pull, autoMerge);
    }
  }
}
