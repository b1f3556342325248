import { directoryOf } from "../../repository-path.ts";

/**
 * The candidate whose file shares most folders with `file`; `null` when there is none, and the first in the order of
 * paths when several are as near.
 */
export function nearest<T>(
  file: string,
  candidates: readonly T[],
  fileOf: (candidate: T) => string,
): T | null {
  let best: T | null = null;
  let most = -1;
  for (const candidate of candidates.toSorted((a, b) => (fileOf(a) < fileOf(b) ? -1 : 1))) {
    const shared = sharedFolders(file, fileOf(candidate));
    if (shared > most) [best, most] = [candidate, shared];
  }
  return best;
}

function sharedFolders(one: string, other: string): number {
  const [left, right] = [directoryOf(one).split("/"), directoryOf(other).split("/")];
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs < 0 ? left.length : differs;
}
