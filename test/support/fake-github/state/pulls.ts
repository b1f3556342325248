import { distance, isAncestor, mergeTrees } from "./git-history.ts";
import { type Pull, type Repository, stamp, type World } from "./world.ts";

/** What GitHub does to pull requests when a reference moves. */
export async function followReference(
  world: World,
  repository: Repository,
  ref: string,
  to: string | null,
): Promise<void> {
  if (!ref.startsWith("refs/heads/")) return;
  const branch = ref.slice("refs/heads/".length);
  for (const pull of repository.pulls.values()) {
    if (pull.state !== "open") continue;
    if (pull.headRef === branch) await followHead(world, repository, pull, to);
    else if (pull.baseRef === branch) await followBase(world, repository, pull, to);
  }
}

/** A head with nothing ahead of its base closes the pull request, and a later push does not reopen it. */
async function followHead(
  world: World,
  repository: Repository,
  pull: Pull,
  to: string | null,
): Promise<void> {
  if (to === null) return close(world, pull);
  pull.headSha = to;
  pull.updatedAt = stamp(world.now());
  pull.mergeablePolls = world.limits.mergeablePolls;
  const base = await repository.git.readRef(`refs/heads/${pull.baseRef}`);
  if (base !== null && (await distance(repository.git, base, to)).ahead === 0) close(world, pull);
}

async function followBase(
  world: World,
  repository: Repository,
  pull: Pull,
  to: string | null,
): Promise<void> {
  if (to === null) return close(world, pull);
  if (await isAncestor(repository.git, pull.headSha, to)) markMerged(world, pull, to, "push");
  else pull.mergeablePolls = world.limits.mergeablePolls;
}

export function close(world: World, pull: Pull): void {
  pull.state = "closed";
  pull.closedAt = stamp(world.now());
  pull.updatedAt = pull.closedAt;
}

export function markMerged(world: World, pull: Pull, commit: string, by: string): void {
  close(world, pull);
  pull.mergedAt = pull.closedAt;
  pull.mergedBy = by;
  pull.mergeCommit = commit;
}

export interface PullDraft {
  readonly author: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
}

export function addPull(world: World, repository: Repository, draft: PullDraft): Pull {
  repository.lastNumber += 1;
  const createdAt = stamp(world.now());
  const pull: Pull = {
    ...draft,
    id: world.nextId(),
    number: repository.lastNumber,
    state: "open",
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    closedAt: null,
    createdAt,
    updatedAt: createdAt,
    labels: [],
    mergeablePolls: world.limits.mergeablePolls,
    hiddenReads: world.limits.lagReads,
  };
  repository.pulls.set(pull.number, pull);
  return pull;
}

export async function isMergeable(repository: Repository, pull: Pull): Promise<boolean> {
  const base = await repository.git.readRef(`refs/heads/${pull.baseRef}`);
  return base !== null && (await mergeTrees(repository.git, base, pull.headSha)) !== null;
}
