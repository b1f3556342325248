import { followReference } from "./follow-reference.ts";
import { zeroOid } from "./git-repository.ts";
import { Lag } from "./lag.ts";
import { GitError, gitText } from "./run-git.ts";
import type { Repository, World } from "./world.ts";

export interface ReferenceMove {
  readonly ref: string;
  /** null deletes. */
  readonly to: string | null;
  /** null: must not exist; undefined: whatever it is. */
  readonly from?: string | null;
}

/** Moves references together or not at all. False when one of them was not where the caller expected it. */
export async function moveReferences(
  world: World,
  repository: Repository,
  moves: readonly ReferenceMove[],
  by: string,
): Promise<boolean> {
  const before = new Map<string, string | null>();
  for (const move of moves) before.set(move.ref, await repository.git.readRef(move.ref));
  const lines = moves.map((move) => {
    const old = move.from === undefined ? (before.get(move.ref) ?? null) : move.from;
    return `update ${move.ref}\0${move.to ?? zeroOid}\0${old ?? zeroOid}\0`;
  });
  try {
    await gitText(repository.git.directory, ["update-ref", "--stdin", "-z"], {
      input: `start\0${lines.join("")}prepare\0commit\0`,
    });
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
  for (const move of moves) {
    const old = before.get(move.ref) ?? null;
    const { lagReads, lagMilliseconds } = world.limits;
    if (old !== move.to) {
      repository.stale.set(move.ref, { sha: old, lag: new Lag(world, lagReads, lagMilliseconds) });
    }
    await followReference(world, repository, { ref: move.ref, before: old, after: move.to, by });
  }
  return true;
}

/** A reference that takes the place of this one, since git keeps them like files: `refs/heads/a` and `refs/heads/a/b`. */
export async function referenceInTheWay({ git }: Repository, ref: string): Promise<string | null> {
  const all = await git.listRefs("refs/");
  return all.find((each) => each.ref.startsWith(`${ref}/`) || ref.startsWith(`${each.ref}/`))?.ref ?? null;
}

/** What a reader sees, which lags behind the truth while the test asks for it. */
export async function visibleReference(repository: Repository, ref: string): Promise<string | null> {
  const stale = repository.stale.get(ref);
  if (stale?.lag.hides()) return stale.sha;
  return repository.git.readRef(ref);
}

export function isWellFormedReference(ref: string): boolean {
  return (
    /^refs\/(?:heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) &&
    !/\.\.|\/\/|\/$|\.lock(?:\/|$)|@\{|\/\.|\.$/.test(ref) &&
    // Control characters are what \s leaves out.
    ![...ref].some((char) => char.charCodeAt(0) < 32 || char.charCodeAt(0) === 127)
  );
}
